package io.isolatedworkers.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.isolatedworkers.driver.process.ChildProcessOptions;
import io.isolatedworkers.driver.process.WorkerCommand;
import io.isolatedworkers.message.Middleware;
import io.isolatedworkers.testing.ProgressMain.Step;
import io.isolatedworkers.testing.ProgressMain;
import io.isolatedworkers.testing.ShortLived;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Handlers tell how far they have come.
 */
class ProgressTests {

	private static final ChildProcessOptions PROCESS = ShortLived
		.options(WorkerCommand.mainClass(ProgressMain.class.getName()));

	@Test
	void reportsArriveInOrderAndBeforeTheAnswer() {
		try (Worker worker = Workers.start(PROCESS, WorkerOptions.defaults())) {
			List<Step> steps = new ArrayList<>();
			CompletableFuture<Integer> answer = worker.send(ProgressMain.COUNT, 500,
					SendOptions.defaults().withProgress(Step.class, steps::add));
			int heard = answer.thenApply((count) -> steps.size()).join();
			assertThat(heard).isEqualTo(500);
			assertThat(steps).extracting(Step::number)
				.containsExactlyElementsOf(IntStream.range(0, 500).boxed().toList());
			assertThat(answer.join()).isEqualTo(500);
		}
	}

	@Test
	void aRequestWithoutListenerCausesNoReports() {
		try (Worker worker = Workers.start(PROCESS, WorkerOptions.defaults())) {
			assertThat(worker.send(ProgressMain.COUNT, 10).join()).isZero();
		}
	}

	@Test
	void aListenerThatBlocksOrThrowsHarmsNoOtherRequest() {
		try (Worker worker = Workers.start(PROCESS, WorkerOptions.defaults())) {
			CountDownLatch release = new CountDownLatch(1);
			CompletableFuture<Integer> blocked = worker.send(ProgressMain.COUNT, 3,
					SendOptions.defaults().withProgress(Step.class, (step) -> {
						await(release);
						throw new IllegalStateException("listener of the test");
					}));
			assertThat(worker.send(ProgressMain.COUNT, 3).join()).isZero();
			assertThat(blocked).isNotDone();
			release.countDown();
			assertThat(blocked.join()).isEqualTo(3);
		}
	}

	@Test
	void aListenerThatFailsWithAnErrorHarmsNotItsRequest() throws Exception {
		try (Worker worker = Workers.start(PROCESS, WorkerOptions.defaults())) {
			CompletableFuture<Integer> answer = worker.send(ProgressMain.COUNT, 3,
					SendOptions.defaults().withProgress(Step.class, (step) -> {
						throw new AssertionError("listener of the test");
					}));
			assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo(3);
		}
	}

	@Test
	void asynchronousMiddlewareKeepsTheOrder() {
		Random random = new Random(1);
		Executor slow = (task) -> new Thread(() -> {
			java.util.concurrent.locks.LockSupport.parkNanos(random.nextInt(1_000_000));
			task.run();
		}).start();
		WorkerOptions options = WorkerOptions.builder()
			.middleware(Middleware.async((message, direction) -> CompletableFuture.supplyAsync(() -> message, slow)))
			.build();
		try (Worker worker = Workers.start(PROCESS, options)) {
			List<Integer> numbers = new CopyOnWriteArrayList<>();
			assertThat(worker
				.send(ProgressMain.COUNT, 50,
						SendOptions.defaults().withProgress(Step.class, (step) -> numbers.add(step.number())))
				.thenApply((count) -> numbers.size())
				.join()).isEqualTo(50);
			assertThat(numbers).isSorted();
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
