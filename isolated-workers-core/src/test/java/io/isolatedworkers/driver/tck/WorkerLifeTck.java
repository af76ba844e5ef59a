package io.isolatedworkers.driver.tck;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.isolatedworkers.client.ReconnectableWorker;
import io.isolatedworkers.client.Worker;
import io.isolatedworkers.client.WorkerClosedException;
import io.isolatedworkers.client.WorkerCrashedException;
import io.isolatedworkers.client.WorkerDisconnectedException;
import io.isolatedworkers.client.Workers;
import io.isolatedworkers.driver.ReconnectableDriver;
import io.isolatedworkers.driver.SharedBuffer;
import io.isolatedworkers.driver.SharedMemoryDriver;
import io.isolatedworkers.driver.ShutdownReason;
import io.isolatedworkers.driver.WorkerDriver;
import io.isolatedworkers.driver.WorkerStartException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * How workers of a driver start and end, as the client of its users sees it.
 *
 * @param <O> the driver's options
 */
abstract class WorkerLifeTck<O> extends RequestTck<O> {

	@Test
	void aStartThatFailsSaysWhyAndLeavesNothing() {
		leavesNothing(() -> assertThatExceptionOfType(WorkerStartException.class)
			.isThrownBy(() -> start(TckWorkerImpl.Failing.class, workerOptions().build()))
			.withMessageContaining("the ink is dry"));
	}

	@Test
	void aStartThatTakesTooLongIsGivenUpAndLeavesNothing() {
		leavesNothing(() -> assertThatExceptionOfType(WorkerStartException.class)
			.isThrownBy(() -> start(TckWorkerImpl.NeverReady.class,
					workerOptions().startupTimeout(Duration.ofMillis(700)).build()))
			.withMessageContaining("PT0.7S"));
	}

	@Test
	void anInterruptOfTheStartingThreadGivesTheStartUpAndLeavesNothing() {
		leavesNothing(() -> {
			Thread.currentThread().interrupt();
			assertThatExceptionOfType(WorkerStartException.class)
				.isThrownBy(() -> start(TckWorkerImpl.NeverReady.class, workerOptions().build()));
			assertThat(Thread.interrupted()).as("the interrupt flag").isTrue();
		});
	}

	@Test
	void workerDataAreThereBeforeTheFirstMessage() {
		Map<String, Integer> data = Map.of("red", 3, "blue", 5);
		try (Worker worker = start(TckWorkerImpl.class, workerOptions().workerData(data).build())) {
			assertThat(worker.contract(TckWorker.class).workerData()).isEqualTo(data);
		}
	}

	@Test
	void workersDoNotShareTheirState() {
		try (Worker one = start(); Worker other = start()) {
			assertThat(one.contract(TckWorker.class).count()).isEqualTo(1);
			assertThat(one.contract(TckWorker.class).count()).isEqualTo(2);
			assertThat(other.contract(TckWorker.class).count()).isEqualTo(1);
		}
	}

	@Test
	void closingEndsPendingRequestsAndLeavesNothing() {
		leavesNothing(() -> {
			Worker worker = start();
			CompletableFuture<String> pending = worker.send(BLOCK);
			awaitBlocked(worker, 1);
			CompletableFuture<ShutdownReason> end = worker.closeAsync();
			assertThat(failureOf(pending)).isInstanceOf(WorkerClosedException.class);
			assertThat(resultOf(end).kind()).isEqualTo(ShutdownReason.Kind.CLOSE);
			assertThat(worker.isActive()).isFalse();
			assertThat(worker.isConnected()).isFalse();
			assertThat(resultOf(worker.closeAsync())).isEqualTo(resultOf(end));
			assertThat(failureOf(worker.send(ECHO, "late"))).isInstanceOf(WorkerClosedException.class);
		});
	}

	@Test
	void aWorkerThatEndsByItselfEndsPendingRequestsAsCrashesAndLeavesNothing() {
		leavesNothing(() -> {
			Worker worker = start();
			CompletableFuture<String> pending = worker.send(BLOCK);
			awaitBlocked(worker, 1);
			endFromInside(worker);
			assertThat(failureOf(pending)).isInstanceOfSatisfying(WorkerCrashedException.class, (crash) -> {
				assertThat(crash.reason().kind()).isNotEqualTo(ShutdownReason.Kind.CLOSE);
				assertThat(crash.messageType()).isEqualTo("block");
			});
			eventually().until(() -> !worker.isActive());
			assertThat(resultOf(worker.closeAsync()).kind()).isNotEqualTo(ShutdownReason.Kind.CLOSE);
		});
	}

	@Test
	void manyWorkersThatWereClosedLeaveNothing() {
		leavesNothing(() -> {
			List<Worker> workers = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				workers.add(start());
			}
			workers.forEach((worker) -> assertThat(worker.contract(TckWorker.class).count()).isOne());
			workers.forEach(Worker::close);
		});
	}

	@Test
	void aWorkerThatKeepsAliveIsReachedAgainWithItsState() {
		WorkerDriver<O, ?> driver = driver();
		assumeTrue(driver instanceof ReconnectableDriver, "the driver is no ReconnectableDriver");
		try (ReconnectableWorker worker = Workers.start((ReconnectableDriver<O, ?>) driver,
				keepAliveOptions(TckWorker.class, TckWorkerImpl.class), workerOptions().build())) {
			TckWorker contract = worker.contract(TckWorker.class);
			assertThat(contract.count()).isEqualTo(1);
			CompletableFuture<String> pending = worker.send(BLOCK);
			awaitBlocked(worker, 1);
			worker.disconnect();
			assertThat(failureOf(pending)).isInstanceOf(WorkerDisconnectedException.class);
			eventually().until(() -> !worker.isConnected());
			assertThat(worker.isActive()).isTrue();
			worker.reconnect();
			assertThat(worker.isConnected()).isTrue();
			assertThat(contract.count()).isEqualTo(2);
		}
	}

	@Test
	void aSharedBufferIsTheSameMemoryOnBothSides() {
		assumeTrue(driver() instanceof SharedMemoryDriver, "the driver is no SharedMemoryDriver");
		SharedBuffer buffer = SharedBuffer.allocate(1_000);
		buffer.view().put(999, (byte) 41);
		SharedBuffer returned = contract().increment(buffer);
		assertThat(buffer.view().get(999)).isEqualTo((byte) 42);
		buffer.view().put(0, (byte) 7);
		assertThat(returned.view().get(0)).isEqualTo((byte) 7);
	}

}
