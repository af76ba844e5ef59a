package io.isolatedworkers.client;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

import io.isolatedworkers.driver.DisconnectBehavior;
import io.isolatedworkers.driver.WorkerStartException;
import io.isolatedworkers.driver.process.ChildProcessOptions;
import io.isolatedworkers.driver.process.WorkerCommand;
import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.pool.PoolOptions;
import io.isolatedworkers.pool.WorkerPool;
import io.isolatedworkers.pool.WorkerState;
import io.isolatedworkers.socket.Backoff;
import io.isolatedworkers.socket.ConnectionOptions;
import io.isolatedworkers.testing.HidingMain;
import io.isolatedworkers.testing.ShortLived;
import io.isolatedworkers.testing.TestWorker;
import io.isolatedworkers.testing.TestWorkerImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.isolatedworkers.testing.Processes.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * A worker that outlives its connection.
 */
class ReconnectTests {

	private static final WorkerCommand TEST_WORKER = WorkerCommand.contract(TestWorker.class, TestWorkerImpl.class);

	private static final MessageType<Long, String> SLEEP = MessageType.of("sleep", Long.class, String.class);

	private static final MessageType<Void, Integer> COUNT = MessageType.withoutPayload("count", Integer.class);

	private static final MessageType<Void, Void> DROP = MessageType.withoutPayload("drop", Void.class);

	private static final ConnectionOptions PATIENT = new ConnectionOptions(300, (attempt) -> Duration.ofMillis(100));

	private static final WorkerCommand DROPPING = WorkerCommand.executable("node",
			Path.of("src", "test", "resources", "dropping-worker.mjs").toString());

	private static ReconnectableWorker start(DisconnectBehavior behavior) {
		return Workers.start(ShortLived.builder(TEST_WORKER).disconnectBehavior(behavior).connection(PATIENT).build(),
				ShortLived.workerOptions().build());
	}

	@Test
	void aWorkerThatKeepsAliveIsReachedAgainWithItsState() {
		try (ReconnectableWorker worker = start(DisconnectBehavior.KEEP_ALIVE)) {
			TestWorker contract = worker.contract(TestWorker.class);
			long pid = contract.pid();
			for (int round = 1; round <= 5; round++) {
				assertThat(contract.count()).isEqualTo(round);
				worker.disconnect();
				eventually().until(() -> !worker.isConnected());
				assertThat(worker.isActive()).isTrue();
				worker.reconnect();
				assertThat(worker.isConnected()).isTrue();
			}
			assertThat(contract.pid()).isEqualTo(pid);
		}
	}

	@Test
	void aWorkerThatShutsDownCannotBeReachedAgain() {
		try (ReconnectableWorker worker = start(DisconnectBehavior.SHUTDOWN)) {
			worker.disconnect();
			assertThatExceptionOfType(WorkerStartException.class).isThrownBy(worker::reconnect)
				.withMessageContaining("Worker process terminated");
			eventually().until(() -> !worker.isActive());
		}
	}

	@Test
	void aBackoffThatAnswersNoWaitEndsTheReconnectingWithItsAnswer(@TempDir Path directory) throws Exception {
		Path socket = directory.resolve("worker.sock");
		ChildProcessOptions process = ShortLived.builder(TEST_WORKER)
			.disconnectBehavior(DisconnectBehavior.KEEP_ALIVE)
			.socketPath(socket)
			.connection(new ConnectionOptions(3, Backoff.ofMillis((attempt) -> Double.NaN)))
			.build();
		try (ReconnectableWorker worker = Workers.start(process, WorkerOptions.defaults())) {
			worker.disconnect();
			Files.delete(socket);
			assertThatIllegalStateException().isThrownBy(worker::reconnect)
				.withMessageContaining("answered NaN for attempt 0");
		}
	}

	@Test
	void whatIsInFlightEndsAndNoOldAnswerReachesANewRequest() {
		try (ReconnectableWorker worker = start(DisconnectBehavior.KEEP_ALIVE)) {
			CompletableFuture<String> old = worker.send(SLEEP, 300L);
			worker.disconnect();
			CompletionException failure = catchThrowableOfType(CompletionException.class, old::join);
			assertThat(failure.getCause()).isInstanceOf(WorkerDisconnectedException.class)
				.hasMessageContaining("'sleep'");
			worker.reconnect();
			assertThat(worker.send(SLEEP, 500L).join()).isEqualTo("slept");
			assertThat(worker.pending()).isZero();
		}
	}

	@Test
	void aRequestAfterReconnectingIsNotTakenForOneOfTheLastConnection() {
		// Without a handshake the new connection is there the sooner
		try (ReconnectableWorker worker = Workers.start(
				ShortLived.builder(TEST_WORKER).disconnectBehavior(DisconnectBehavior.KEEP_ALIVE).build(),
				WorkerOptions.builder().protocol(1).build())) {
			for (int round = 1; round <= 500; round++) {
				worker.disconnect();
				worker.reconnect();
				assertThat(worker.send(COUNT).join()).isEqualTo(round);
			}
		}
	}

	@Test
	void whatWasInFlightWhenTheWorkerClosedTheConnectionEndsAlsoIfItIsMadeAgainAtOnce() {
		NodeWorkerTests.requireNode();
		try (ReconnectableWorker worker = Workers.start(DROPPING)) {
			CompletableFuture<Void> drop = worker.send(DROP);
			eventually().until(() -> !worker.isConnected());
			worker.reconnect();
			assertThat(drop).failsWithin(Duration.ofSeconds(30))
				.withThrowableThat()
				.withCauseInstanceOf(WorkerDisconnectedException.class);
			assertThat(worker.send(COUNT).join()).isOne();
		}
	}

	@Test
	void reconnectingFromSeveralThreadsAtOnceMakesOneConnection() {
		try (ReconnectableWorker worker = start(DisconnectBehavior.KEEP_ALIVE)) {
			for (int round = 1; round <= 20; round++) {
				worker.disconnect();
				CompletableFuture
					.allOf(Stream
						.generate(
								() -> CompletableFuture.runAsync(worker::reconnect, (task) -> new Thread(task).start()))
						.limit(6)
						.toArray(CompletableFuture<?>[]::new))
					.join();
				assertThat(worker.send(COUNT).join()).isEqualTo(round);
			}
		}
	}

	@Test
	void aRequestWhileDisconnectedFailsWithoutBeingSent() {
		try (ReconnectableWorker worker = start(DisconnectBehavior.KEEP_ALIVE)) {
			worker.disconnect();
			eventually().until(() -> !worker.isConnected());
			CompletionException failure = catchThrowableOfType(CompletionException.class,
					() -> worker.send(SLEEP, 1L).join());
			assertThat(failure.getCause()).hasMessageContaining("'sleep' was not sent");
		}
	}

	@Test
	void aDisconnectedWorkerThatKeepsAliveIsEndedByClosing() {
		ReconnectableWorker worker = start(DisconnectBehavior.KEEP_ALIVE);
		worker.disconnect();
		worker.close();
		assertThat(ProcessHandle.of(worker.pid().getAsLong())).isEmpty();
	}

	@Test
	void aLostConnectionIsMadeAgainByItselfWhereThatIsWanted() {
		NodeWorkerTests.requireNode();
		ConnectionOptions connection = new ConnectionOptions(5,
				Backoff.exponential(Duration.ofMillis(10), Duration.ofMillis(100)), true);
		try (WorkerPool pool = WorkerPool
			.builder("dropping", ChildProcessOptions.builder(DROPPING).connection(connection).build())
			.options(PoolOptions.defaults().withSize(1))
			.start()) {
			assertThat(pool.send(COUNT).join()).isEqualTo(1);
			CompletionException failure = catchThrowableOfType(CompletionException.class, () -> pool.send(DROP).join());
			assertThat(failure.getCause()).isInstanceOf(WorkerDisconnectedException.class);
			assertThat(pool.send(COUNT).join()).isEqualTo(2);
			assertThat(pool.stats().workers().get(0).restarts()).isZero();
		}
	}

	@Test
	void aWorkerIsDisconnectedWhileItsConnectionIsMadeAgain() {
		ConnectionOptions connection = new ConnectionOptions(5,
				Backoff.exponential(Duration.ofMinutes(10), Duration.ofMinutes(10)), true);
		WorkerCommand hiding = WorkerCommand.mainClass(HidingMain.class.getName());
		try (WorkerPool pool = WorkerPool.builder("hiding", ShortLived.builder(hiding).connection(connection).build())
			.workerOptions(WorkerOptions.builder().protocol(1).build())
			.options(PoolOptions.defaults().withSize(1))
			.start()) {
			assertThat(pool.stats().count(WorkerState.READY)).isEqualTo(1);
			pool.send(COUNT);
			eventually().until(() -> pool.stats().count(WorkerState.DISCONNECTED) == 1);
			assertThat(pool.stats().count(WorkerState.READY)).isZero();
			assertThat(pool.stats().workers()).singleElement().satisfies((worker) -> {
				assertThat(worker.active()).isTrue();
				assertThat(worker.connected()).isFalse();
			});
		}
	}

	@Test
	void aWorkerThatLosesItsConnectionIsReplacedOtherwise() {
		NodeWorkerTests.requireNode();
		try (WorkerPool pool = WorkerPool.builder("dropping", ChildProcessOptions.of(DROPPING))
			.options(PoolOptions.defaults().withSize(1))
			.start()) {
			assertThat(pool.send(COUNT).join()).isEqualTo(1);
			CompletionException failure = catchThrowableOfType(CompletionException.class, () -> pool.send(DROP).join());
			assertThat(failure.getCause()).hasMessageContaining("'drop'");
			assertThat(pool.send(COUNT).join()).isEqualTo(1);
			assertThat(pool.stats().lastFailure()).contains("closed by the worker");
		}
	}

}
