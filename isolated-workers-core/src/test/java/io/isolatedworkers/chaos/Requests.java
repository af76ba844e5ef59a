package io.isolatedworkers.chaos;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

import io.isolatedworkers.client.SendOptions;
import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.message.WorkerException;

/**
 * Sends requests of all kinds, looks at their results and counts their ends.
 */
final class Requests {

	private static final int REPORTS = 50;

	private final Queue<Tracked> all = new ConcurrentLinkedQueue<>();

	private final Queue<String> problems = new ConcurrentLinkedQueue<>();

	private final Map<String, AtomicInteger> ends = new ConcurrentHashMap<>();

	private final AtomicInteger inFlight = new AtomicInteger();

	private final Semaphore ended = new Semaphore(0);

	int inFlight() {
		return this.inFlight.get();
	}

	/** Waits until a request ends, but not long. */
	void awaitAnEnd() throws InterruptedException {
		this.ended.tryAcquire(20, TimeUnit.MILLISECONDS);
		this.ended.drainPermits();
	}

	void sendAny(Target target, Random random) {
		switch (random.nextInt(14)) {
			case 0 -> echo(target, random, 50_000 + random.nextInt(450_000));
			case 1, 2, 3 -> {
				long millis = 1 + random.nextInt(100);
				send(target, ChaosWorker.SLEEP, millis, SendOptions.defaults(), (slept) -> slept == millis);
			}
			case 4, 5 -> send(target, ChaosWorker.SLEEP, 60_000L,
					SendOptions.timeout(Duration.ofMillis(100 + random.nextInt(700))), (slept) -> false);
			case 6, 7 -> count(target);
			case 8 -> send(target, ChaosWorker.FAIL, "as it should", SendOptions.defaults(), (result) -> false);
			case 9 -> {
				long millis = (random.nextInt(10) == 0) ? 10_000 : 50;
				send(target, ChaosWorker.INSIST, millis, SendOptions.timeout(Duration.ofMillis(200)),
						(insisted) -> insisted == millis);
			}
			default -> echo(target, random, random.nextInt(200));
		}
	}

	private void echo(Target target, Random random, int size) {
		byte[] bytes = new byte[size];
		random.nextBytes(bytes);
		send(target, ChaosWorker.ECHO, bytes, SendOptions.defaults(), (echo) -> Arrays.equals(echo, bytes));
	}

	private void count(Target target) {
		AtomicInteger last = new AtomicInteger(-1);
		send(target, ChaosWorker.COUNT, REPORTS, SendOptions.defaults().withProgress(Integer.class, (report) -> {
			if (last.getAndSet(report) >= report && !target.mayRepeat()) {
				this.problems.add("a report came out of order from %s".formatted(target));
			}
		}), (counted) -> counted == REPORTS);
	}

	private <P, R> void send(Target target, MessageType<P, R> type, P payload, SendOptions options,
			Predicate<R> right) {
		Tracked tracked = new Tracked("'%s' to %s".formatted(type.name(), target));
		CompletableFuture<R> future = target.send(type, payload, options, tracked.told);
		if (future == null) {
			return;
		}
		tracked.future = future;
		this.all.add(tracked);
		this.inFlight.incrementAndGet();
		future.whenComplete((result, failure) -> {
			tracked.completions.incrementAndGet();
			this.inFlight.decrementAndGet();
			String end = (failure != null) ? failure.getClass().getSimpleName() : "answered";
			this.ends.computeIfAbsent(end, (name) -> new AtomicInteger()).incrementAndGet();
			if (failure == null && !right.test(result)) {
				this.problems.add("%s got the wrong answer".formatted(tracked.what));
			}
			if (failure != null && !(failure instanceof WorkerException)
					&& !(failure instanceof CancellationException)) {
				this.problems.add("%s failed with %s".formatted(tracked.what, failure));
			}
			this.ended.release();
		});
	}

	/** Gives up some of those that have not ended. */
	void cancelSome(Random random) {
		List<Tracked> open = this.all.stream().filter((tracked) -> !tracked.future.isDone()).toList();
		for (int i = random.nextInt(5); i >= 0 && !open.isEmpty(); i--) {
			open.get(random.nextInt(open.size())).future.cancel(true);
		}
	}

	int sent() {
		return this.all.size();
	}

	Map<String, AtomicInteger> ends() {
		return this.ends;
	}

	/** What is not as it should be now that all has ended. */
	List<String> problems() {
		this.all.forEach((tracked) -> {
			if (tracked.completions.get() != 1 || tracked.told.get() != 1) {
				this.problems.add("%s completed %d times and was told to have ended %d times".formatted(tracked.what,
						tracked.completions.get(), tracked.told.get()));
			}
		});
		return List.copyOf(this.problems);
	}

	private static final class Tracked {

		private final String what;

		private final AtomicInteger completions = new AtomicInteger();

		/** Raised by the library when the request has ended. */
		private final AtomicInteger told = new AtomicInteger();

		private volatile CompletableFuture<?> future = new CompletableFuture<>();

		private Tracked(String what) {
			this.what = what;
		}

	}

}
