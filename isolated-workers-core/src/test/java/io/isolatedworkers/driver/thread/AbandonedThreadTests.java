package io.isolatedworkers.driver.thread;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import io.isolatedworkers.client.Worker;
import io.isolatedworkers.client.WorkerCrashedException;
import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.client.Workers;
import io.isolatedworkers.driver.SharedBuffer;
import io.isolatedworkers.driver.ShutdownReason;
import io.isolatedworkers.driver.WorkerStartException;
import io.isolatedworkers.logging.Logger;
import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.pool.PoolOptions;
import io.isolatedworkers.pool.WorkerPool;
import io.isolatedworkers.testing.Neighbour;
import io.isolatedworkers.testing.ThreadMain;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.isolatedworkers.testing.Processes.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * A thread that does not react to interrupts cannot be ended: it is left alone, and that
 * is told.
 */
class AbandonedThreadTests {

	private static final MessageType<SharedBuffer, String> STUCK = MessageType.of("stuckUntil", SharedBuffer.class,
			String.class);

	private static final ThreadOptions NEIGHBOUR = ThreadOptions.contract(Neighbour.class, Neighbour.Impl.class)
		.build();

	private final List<String> warnings = new CopyOnWriteArrayList<>();

	private final WorkerOptions options = WorkerOptions.builder()
		.cancelGrace(Duration.ofMillis(200))
		.closeGrace(Duration.ofSeconds(2))
		.logger(new Warnings())
		.build();

	private final SharedBuffer released = SharedBuffer.allocate(1);

	@AfterEach
	void release() {
		this.released.view().put(0, (byte) 1);
		eventually().until(() -> ThreadDriverTests.threadsOf("stubborn-1").isEmpty());
	}

	@Test
	void aPoolReplacesTheWorkerOfAStuckHandlerAndIsDegradedUntilItEnds() {
		try (WorkerPool pool = WorkerPool.builder("stubborn", new ThreadDriver(), NEIGHBOUR)
			.workerOptions(this.options)
			.options(PoolOptions.defaults().withSize(1))
			.start()) {
			assertThat(pool.contract(Neighbour.class).count()).isEqualTo(1);
			assertThat(pool.stats().degraded()).isFalse();
			CompletableFuture<String> stuck = pool.send(STUCK, this.released);
			eventually().until(() -> isStuck("stubborn-1"));
			stuck.cancel(true);
			eventually().until(() -> pool.stats().degraded());

			assertThat(pool.contract(Neighbour.class).count()).as("another worker").isEqualTo(1);
			// The thread that says farewell is one more until it has run
			eventually().until(() -> pool.stats().abandonedThreads() == 1);
			assertThat(pool.stats().lastFailure()).contains("'stuckUntil'",
					"of its threads did not react to being interrupted", "isolated-workers-handler-",
					"cannot be killed", "'child-process'");
			assertThat(this.warnings).anyMatch((warning) -> warning.contains("Pool stubborn is degraded"))
				.anyMatch((warning) -> warning.contains("Neighbour$Impl.stuckUntil"));

			this.released.view().put(0, (byte) 1);
			eventually().until(() -> !pool.stats().degraded());
			assertThat(pool.stats().abandonedThreads()).isZero();
		}
	}

	private static boolean isStuck(String worker) {
		return Thread.getAllStackTraces()
			.entrySet()
			.stream()
			.filter((thread) -> thread.getKey().getName().startsWith(worker + "/"))
			.flatMap((thread) -> Stream.of(thread.getValue()))
			.anyMatch((frame) -> frame.getMethodName().equals("stuckUntil"));
	}

	@Test
	void otherRequestsOfThatWorkerFailWithTheReason() {
		try (Worker worker = Workers.start(new ThreadDriver(), NEIGHBOUR, this.options)) {
			CompletableFuture<String> bystander = worker.send(STUCK, this.released);
			CompletableFuture<String> request = worker.send(STUCK, this.released);
			request.cancel(true);
			CompletionException failure = catchThrowableOfType(CompletionException.class, bystander::join);
			assertThat(failure.getCause()).isInstanceOf(WorkerCrashedException.class)
				.hasMessageContaining("of its threads did not react")
				.hasMessageContaining("abandoned");
			eventually().until(() -> worker.abandonedThreads() == 2);
			this.released.view().put(0, (byte) 1);
			eventually().until(() -> worker.abandonedThreads() == 0);
		}
	}

	@Test
	void closingWaitsForTheGracePeriodAndSaysWhatItLeaves() {
		Worker worker = Workers.start(new ThreadDriver(), NEIGHBOUR, this.options);
		worker.send(STUCK, this.released);
		ShutdownReason reason = worker.closeAsync().join();
		assertThat(reason.kind()).isEqualTo(ShutdownReason.Kind.CLOSE);
		assertThat(reason.detail()).contains("closed by the host", "1 of its threads", "cannot be killed");
		assertThat(worker.abandonedThreads()).isEqualTo(1);
	}

	@Test
	void aStartThatCannotBeInterruptedSaysSo() {
		ThreadOptions hanging = ThreadOptions.mainClass(ThreadMain.class.getName(), "waits").build();
		WorkerOptions impatient = WorkerOptions.builder()
			.startupTimeout(Duration.ofSeconds(2))
			.workerData(this.released)
			.build();
		assertThatExceptionOfType(WorkerStartException.class)
			.isThrownBy(() -> Workers.start(new ThreadDriver(), hanging, impatient))
			.withMessageContaining("did not listen within the start-up timeout of PT2S")
			.withMessageContaining("of its threads did not react to being interrupted")
			.withMessageContaining("worker/main");
		this.released.view().put(0, (byte) 1);
		eventually().until(() -> ThreadDriverTests.threadsOf("worker").isEmpty());
	}

	private final class Warnings implements Logger {

		@Override
		public void debug(String message) {
		}

		@Override
		public void info(String message) {
		}

		@Override
		public void warn(String message, @Nullable Throwable cause) {
			AbandonedThreadTests.this.warnings.add(message);
		}

		@Override
		public void error(String message, @Nullable Throwable cause) {
			AbandonedThreadTests.this.warnings.add(message);
		}

	}

}
