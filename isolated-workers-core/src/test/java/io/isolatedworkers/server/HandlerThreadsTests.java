package io.isolatedworkers.server;

import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Each task at once, on few threads.
 */
class HandlerThreadsTests {

	private final Queue<Thread> made = new ConcurrentLinkedQueue<>();

	private final Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();

	private final HandlerThreads threads = new HandlerThreads(this::newThread);

	private Thread newThread(Runnable task) {
		Thread thread = new Thread(task, "handler");
		thread.setDaemon(true);
		thread.setUncaughtExceptionHandler((failed, ex) -> this.uncaught.add(ex));
		this.made.add(thread);
		return thread;
	}

	@AfterEach
	void noThreadIsLeft() {
		this.threads.shutdownNow();
		eventually().until(() -> this.made.stream().noneMatch(Thread::isAlive));
	}

	private static ConditionFactory eventually() {
		return Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(5));
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static boolean isAsleep(Thread thread) {
		return thread.getState() == Thread.State.TIMED_WAITING;
	}

	private Thread threadOf(HandlerThreads executor) {
		CompletableFuture<Thread> thread = new CompletableFuture<>();
		executor.execute(() -> thread.complete(Thread.currentThread()));
		return thread.orTimeout(30, TimeUnit.SECONDS).join();
	}

	@Test
	void noTaskWaitsForAnother() {
		CountDownLatch all = new CountDownLatch(50);
		CountDownLatch seen = new CountDownLatch(50);
		IntStream.range(0, 50).forEach((i) -> this.threads.execute(() -> {
			all.countDown();
			await(all);
			seen.countDown();
		}));
		await(seen);
		assertThat(this.made).hasSize(50);
	}

	@Test
	void aThreadThatSleepsIsWokenForTheNextTask() {
		Thread first = threadOf(this.threads);
		for (int i = 0; i < 20; i++) {
			eventually().until(() -> isAsleep(first));
			assertThat(threadOf(this.threads)).isSameAs(first);
		}
	}

	@Test
	void eachTaskRunsOnceHoweverManyThreadsSendThem() {
		int tasks = 20_000;
		AtomicIntegerArray runs = new AtomicIntegerArray(tasks);
		CountDownLatch done = new CountDownLatch(tasks);
		IntStream.range(0, tasks).parallel().forEach((i) -> this.threads.execute(() -> {
			runs.incrementAndGet(i);
			done.countDown();
		}));
		await(done);
		assertThat(IntStream.range(0, tasks).allMatch((i) -> runs.get(i) == 1)).isTrue();
	}

	@Test
	void oneTaskAfterTheOtherRunsOnceToo() {
		Set<Thread> used = ConcurrentHashMap.newKeySet();
		for (int i = 0; i < 20_000; i++) {
			used.add(threadOf(this.threads));
		}
		// Who sends the next may be quicker than the thread that ran the last
		assertThat(used).hasSizeLessThan(10);
	}

	@Test
	void aThreadThatIsNotNeededEnds() {
		HandlerThreads brief = new HandlerThreads(this::newThread, TimeUnit.MILLISECONDS.toNanos(20));
		Thread first = threadOf(brief);
		eventually().until(() -> !first.isAlive());
		assertThat(threadOf(brief)).isNotSameAs(first);
	}

	@Test
	void anInterruptThatComesTooLateDoesNotHitTheNextTask() {
		Thread first = threadOf(this.threads);
		eventually().until(() -> isAsleep(first));
		first.interrupt();
		CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
		this.threads.execute(() -> interrupted.complete(Thread.currentThread().isInterrupted()));
		assertThat(interrupted.orTimeout(30, TimeUnit.SECONDS).join()).isFalse();
		eventually().until(() -> isAsleep(first));
	}

	@Test
	void aTaskThatFailsKeepsNoOtherFromRunning() {
		this.threads.execute(() -> {
			throw new IllegalStateException("just now");
		});
		eventually().until(() -> this.uncaught.size() == 1);
		assertThat(threadOf(this.threads)).isNotNull();
		assertThat(this.uncaught).extracting(Throwable::getMessage).containsExactly("just now");
	}

	@Test
	void theEndInterruptsWhatRunsAndRefusesWhatComes() {
		CountDownLatch running = new CountDownLatch(1);
		CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
		this.threads.execute(() -> {
			running.countDown();
			try {
				interrupted.complete(new CountDownLatch(1).await(30, TimeUnit.SECONDS));
			}
			catch (InterruptedException ex) {
				interrupted.complete(true);
			}
		});
		await(running);
		this.threads.shutdownNow();
		assertThat(interrupted.join()).isTrue();
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> this.threads.execute(() -> {
		}));
	}

}
