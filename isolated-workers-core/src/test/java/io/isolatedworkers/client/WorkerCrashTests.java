package io.isolatedworkers.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.isolatedworkers.driver.ShutdownReason;
import io.isolatedworkers.driver.process.ChildProcessOptions;
import io.isolatedworkers.driver.process.WorkerCommand;
import io.isolatedworkers.message.Delivery;
import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.testing.Processes;
import io.isolatedworkers.testing.ShortLived;
import io.isolatedworkers.testing.TestWorker;
import io.isolatedworkers.testing.TestWorkerImpl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.isolatedworkers.testing.Processes.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * A worker that dies takes its requests to a typed end.
 */
class WorkerCrashTests {

	private static final MessageType<Long, String> SLEEP = MessageType.of("sleep", Long.class, String.class);

	private static final MessageType<Integer, String> EXIT = MessageType.of("exit", Integer.class, String.class);

	private final Worker worker = Workers
		.start(ChildProcessOptions.builder(WorkerCommand.contract(TestWorker.class, TestWorkerImpl.class))
			.jvm(ShortLived.jvm().maxHeapBytes(32 * 1024 * 1024).build())
			.build(), ShortLived.workerOptions().build());

	@AfterEach
	void close() {
		this.worker.close();
	}

	private static WorkerCrashedException crashOf(CompletableFuture<?> request) {
		return (WorkerCrashedException) catchThrowableOfType(CompletionException.class, request::join).getCause();
	}

	@Test
	void everyRequestInFlightNamesTheSignalThatKilledTheWorker() {
		List<CompletableFuture<String>> requests = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			requests.add(this.worker.send(SLEEP, 60_000L));
		}
		eventually().until(() -> this.worker.inFlight() == 50);
		Processes.kill(this.worker.pid().getAsLong());
		for (CompletableFuture<String> request : requests) {
			WorkerCrashedException crash = crashOf(request);
			assertThat(crash.reason().kind()).isEqualTo(ShutdownReason.Kind.SIGNAL);
			assertThat(crash.reason().signal()).hasValue(9);
			assertThat(crash.reason().exitCode()).isEqualTo(137);
			assertThat(crash.messageType()).isEqualTo("sleep");
			assertThat(crash.delivery()).isEqualTo(Delivery.MAYBE_EXECUTED);
			assertThat(crash).hasMessageContaining("SIGKILL")
				.hasMessageContaining("pid " + this.worker.pid().getAsLong())
				.hasMessageContaining("'sleep'");
		}
		assertThat(this.worker.isActive()).isFalse();
		assertThat(this.worker.isConnected()).isFalse();
		assertThat(this.worker.pending()).isZero();
	}

	@Test
	void anExitCodeAndTheLastOutputAreInTheException() {
		WorkerCrashedException crash = crashOf(this.worker.send(EXIT, 42));
		assertThat(crash.reason().kind()).isEqualTo(ShutdownReason.Kind.EXIT);
		assertThat(crash.reason().exitCode()).isEqualTo(42);
		assertThat(crash.reason().outOfMemory()).isFalse();
		assertThat(crash).hasMessageContaining("exited with code 42").hasMessageContaining("about to exit with 42");
	}

	@Test
	void aWorkerOutOfMemoryEndsAndSaysWhy() {
		assertThatExceptionOfType(WorkerCrashedException.class)
			.isThrownBy(() -> this.worker.contract(TestWorker.class).eatMemory(100))
			.withMessageContaining("ran out of memory")
			.withMessageContaining("OutOfMemoryError")
			.satisfies((crash) -> assertThat(crash.reason().outOfMemory()).isTrue())
			.withMessageContaining("'eatMemory'");
	}

	@Test
	void aRequestAfterTheDeathFailsWithoutBeingSent() {
		crashOf(this.worker.send(EXIT, 1));
		eventually().until(() -> !this.worker.isActive());
		CompletionException failure = catchThrowableOfType(CompletionException.class,
				() -> this.worker.send(EXIT, 1).join());
		assertThat(failure.getCause()).isInstanceOfSatisfying(io.isolatedworkers.message.WorkerException.class,
				(cause) -> assertThat(cause.delivery()).isEqualTo(Delivery.NOT_SENT));
	}

	@Test
	void anAnswerWrittenJustBeforeTheDeathArrives() {
		MessageType<Integer, String> farewell = MessageType.of("farewell", Integer.class, String.class);
		for (int i = 0; i < 5; i++) {
			try (Worker dying = ShortLived.start(WorkerCommand.mainClass("io.isolatedworkers.testing.DyingMain"))) {
				assertThat(dying.send(farewell, 200_000).join()).hasSize(200_000);
			}
		}
	}

	@Test
	void closingEndsPendingRequestsAndTheProcess() {
		CompletableFuture<String> request = this.worker.send(SLEEP, 60_000L);
		this.worker.close();
		CompletionException failure = catchThrowableOfType(CompletionException.class, request::join);
		assertThat(failure.getCause()).isInstanceOf(WorkerClosedException.class)
			.hasMessageStartingWith("Worker closed");
		assertThat(Processes.isAlive(this.worker.pid().getAsLong())).isFalse();
		assertThat(this.worker.isActive()).isFalse();
		this.worker.close();
	}

}
