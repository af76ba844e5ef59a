package io.isolatedworkers.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import io.isolatedworkers.driver.process.WorkerCommand;
import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.message.WorkerException;
import io.isolatedworkers.testing.ShortLived;
import io.isolatedworkers.testing.TestWorker;
import io.isolatedworkers.testing.TestWorkerImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Callers that read for each other, whatever they do meanwhile: every request ends.
 */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class ReceivingChaosTests {

	private static final int LIMIT_SECONDS = 30;

	private static final MessageType<String, String> ECHO = MessageType.of("echo", String.class, String.class);

	private static final MessageType<Integer, String> LARGE = MessageType.of("large", Integer.class, String.class);

	private static final MessageType<Long, String> SLEEP = MessageType.of("sleep", Long.class, String.class);

	private final ConcurrentLinkedQueue<Throwable> unexpected = new ConcurrentLinkedQueue<>();

	@Test
	void aStageThatAsksAgainAndWaitsKeepsNobodyWaiting() throws Exception {
		try (Worker worker = start()) {
			for (int i = 0; i < 2_000; i++) {
				String text = "first " + i;
				CompletableFuture<String> first = worker.send(ECHO, text);
				CompletableFuture<String> second = first.thenApply((answer) -> worker.send(ECHO, answer + "!").join());
				assertThat(first.get(LIMIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(text);
				assertThat(second.get(LIMIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(text + "!");
			}
		}
	}

	@Test
	void manyCallersOfAllKindsGetTheirOwnAnswers() throws Exception {
		try (Worker worker = start()) {
			run(100, (random, number) -> {
				for (int i = 0; i < 20; i++) {
					ask(worker, random, number + "/" + i);
				}
			});
			assertThat(this.unexpected).isEmpty();
			// Those whose callers stopped waiting are answered, too
			await().atMost(LIMIT_SECONDS, TimeUnit.SECONDS).until(() -> worker.pending() == 0);
		}
	}

	private void ask(Worker worker, Random random, String text) throws Exception {
		switch (random.nextInt(8)) {
			case 0, 1, 2 -> assertThat(worker.send(ECHO, text).join()).isEqualTo(text);
			case 3 -> assertThat(worker.send(ECHO, text).thenApply(String::length).get(LIMIT_SECONDS, TimeUnit.SECONDS))
				.isEqualTo(text.length());
			case 4 -> {
				try {
					assertThat(worker.send(ECHO, text).get(random.nextInt(300), TimeUnit.MICROSECONDS)).isEqualTo(text);
				}
				catch (TimeoutException ex) {
					// meant to happen
				}
			}
			case 5 -> {
				CompletableFuture<String> future = worker.send(SLEEP, 1_000L);
				CompletableFuture.runAsync(() -> future.cancel(true));
				future.exceptionally((ex) -> "cancelled").get(LIMIT_SECONDS, TimeUnit.SECONDS);
			}
			case 6 -> {
				CompletableFuture<String> future = worker.send(ECHO, text);
				CompletableFuture<String> nested = future.thenCompose((answer) -> worker.send(ECHO, answer));
				assertThat(future.join()).isEqualTo(text);
				assertThat(nested.join()).isEqualTo(text);
			}
			default -> {
				if (random.nextInt(20) == 0) {
					assertThat(worker.send(LARGE, 2_000_000).get(LIMIT_SECONDS, TimeUnit.SECONDS)).hasSize(2_000_000);
				}
			}
		}
	}

	@Test
	void aWorkerThatIsKilledLeavesNoCallerWaiting() throws Exception {
		for (int i = 0; i < 3; i++) {
			AtomicInteger ended = new AtomicInteger();
			try (Worker worker = start()) {
				ProcessHandle process = ProcessHandle.of(worker.pid().getAsLong()).orElseThrow();
				run(16, (random, number) -> {
					try {
						for (int n = 0; true; n++) {
							if (number == 0 && n == 200) {
								process.destroyForcibly();
							}
							ask(worker, random, number + "/" + n);
						}
					}
					catch (WorkerException | ExecutionException | CompletionException ex) {
						ended.incrementAndGet();
					}
				});
				assertThat(this.unexpected).isEmpty();
				assertThat(ended).hasValue(16);
				assertThat(worker.inFlight()).isZero();
			}
		}
	}

	private static Worker start() {
		return ShortLived.start(WorkerCommand.contract(TestWorker.class, TestWorkerImpl.class));
	}

	private void run(int threads, Caller caller) throws Exception {
		List<Thread> callers = new ArrayList<>();
		for (int i = 0; i < threads; i++) {
			int number = i;
			Thread thread = new Thread(() -> {
				try {
					caller.run(new Random(number), number);
				}
				catch (Throwable ex) {
					this.unexpected.add(ex);
				}
			}, "caller-" + i);
			thread.setDaemon(true);
			thread.start();
			callers.add(thread);
		}
		for (Thread thread : callers) {
			thread.join();
		}
	}

	private interface Caller {

		void run(Random random, int number) throws Exception;

	}

}
