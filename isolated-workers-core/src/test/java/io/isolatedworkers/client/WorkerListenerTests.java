package io.isolatedworkers.client;

import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import io.isolatedworkers.driver.DisconnectBehavior;
import io.isolatedworkers.driver.ShutdownReason;
import io.isolatedworkers.driver.WorkerStartException;
import io.isolatedworkers.driver.process.ChildProcessOptions;
import io.isolatedworkers.driver.process.WorkerCommand;
import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.message.WorkerException;
import io.isolatedworkers.pool.PoolOptions;
import io.isolatedworkers.pool.WorkerPool;
import io.isolatedworkers.serializer.MalformedMessageException;
import io.isolatedworkers.testing.ShortLived;
import io.isolatedworkers.testing.TestWorker;
import io.isolatedworkers.testing.TestWorkerImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static io.isolatedworkers.testing.Processes.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Listeners hear what happens in a worker's life.
 */
class WorkerListenerTests {

	private static final WorkerCommand TEST_WORKER = WorkerCommand.contract(TestWorker.class, TestWorkerImpl.class);

	private static final MessageType<Integer, String> EXIT = MessageType.of("exit", Integer.class, String.class);

	private final List<String> heard = new CopyOnWriteArrayList<>();

	private final WorkerListener recorder = new WorkerListener() {

		@Override
		public void onConnect(String worker) {
			WorkerListenerTests.this.heard.add(worker + " connects");
		}

		@Override
		public void onDisconnect(String worker) {
			WorkerListenerTests.this.heard.add(worker + " disconnects");
		}

		@Override
		public void onError(String worker, WorkerException failure) {
			WorkerListenerTests.this.heard.add(worker + " errs with " + failure.getClass().getSimpleName());
		}

		@Override
		public void onExit(String worker, ShutdownReason reason) {
			WorkerListenerTests.this.heard.add(worker + " exits: " + reason);
		}

	};

	private ReconnectableWorker start(WorkerListener... listeners) {
		WorkerOptions.Builder options = ShortLived.workerOptions();
		List.of(listeners).forEach(options::listener);
		return Workers.start(ShortLived.builder(TEST_WORKER).disconnectBehavior(DisconnectBehavior.KEEP_ALIVE).build(),
				options.build());
	}

	private void awaitHeard(String... events) {
		eventually().untilAsserted(() -> assertThat(this.heard).containsExactly(events));
	}

	@Test
	void eachEventOfALifeIsToldOnceAndInOrder() {
		try (ReconnectableWorker worker = start(this.recorder)) {
			awaitHeard("worker connects");
			worker.disconnect();
			worker.disconnect();
			awaitHeard("worker connects", "worker disconnects");
			worker.reconnect();
			worker.reconnect();
			awaitHeard("worker connects", "worker disconnects", "worker connects");
			worker.close();
		}
		awaitHeard("worker connects", "worker disconnects", "worker connects", "worker exits: closed by the host");
	}

	@Test
	void aDeathIsToldOnceWithItsReasonAndSoIsTheReplacementInAPool() {
		try (WorkerPool pool = WorkerPool.builder("listened", ShortLived.options(TEST_WORKER))
			.options(PoolOptions.defaults().withSize(1))
			.workerOptions(ShortLived.workerOptions().listener(this.recorder).build())
			.start()) {
			assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> pool.send(EXIT, 42).join());
			awaitHeard("listened-1 connects", "listened-1 exits: exited with code 42", "listened-1 connects");
		}
	}

	@Test
	void whatCannotBeReadIsToldOnceAndTheWorkerLivesOn() {
		try (ReconnectableWorker worker = start(this.recorder)) {
			CompletionException failure = catchThrowableOfType(CompletionException.class,
					() -> worker.send(MessageType.of("echo", String.class, Integer.class), "no number").join());
			assertThat(failure.getCause()).isInstanceOf(MalformedMessageException.class);
			assertThat(worker.contract(TestWorker.class).echo("unharmed")).isEqualTo("unharmed");
			awaitHeard("worker connects", "worker errs with MalformedMessageException");
		}
	}

	@Test
	@Timeout(120)
	void aListenerThatBlocksHoldsUpNeitherRequestsNorOtherListenersNorTheEnd() {
		CountDownLatch release = new CountDownLatch(1);
		WorkerListener blocking = new WorkerListener() {
			@Override
			public void onConnect(String worker) {
				try {
					release.await();
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
			}

			@Override
			public void onExit(String worker, ShutdownReason reason) {
				WorkerListenerTests.this.heard.add("at last");
			}
		};
		try (ReconnectableWorker worker = start(blocking, this.recorder)) {
			assertThat(worker.contract(TestWorker.class).echo("unharmed")).isEqualTo("unharmed");
		}
		awaitHeard("worker connects", "worker exits: closed by the host");
		release.countDown();
		awaitHeard("worker connects", "worker exits: closed by the host", "at last");
	}

	@Test
	void aListenerThatThrowsHarmsNeitherTheWorkerNorWhatComesNext() {
		WorkerListener throwing = new WorkerListener() {
			@Override
			public void onConnect(String worker) {
				throw new AssertionError("a listener of a test's");
			}

			@Override
			public void onExit(String worker, ShutdownReason reason) {
				WorkerListenerTests.this.heard.add("heard all the same");
			}
		};
		try (ReconnectableWorker worker = start(throwing)) {
			assertThat(worker.contract(TestWorker.class).echo("unharmed")).isEqualTo("unharmed");
		}
		awaitHeard("heard all the same");
	}

	@Test
	void aStartThatFailsIsNoEvent() {
		assertThatExceptionOfType(WorkerStartException.class)
			.isThrownBy(() -> Workers.start(ChildProcessOptions.of(WorkerCommand.executable("/bin/false")),
					WorkerOptions.builder().listener(this.recorder).build()));
		try (ReconnectableWorker worker = start(this.recorder)) {
			assertThat(worker.isActive()).isTrue();
			awaitHeard("worker connects");
		}
	}

}
