package io.isolatedworkers.driver.tck;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.isolatedworkers.client.Worker;
import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.client.Workers;
import io.isolatedworkers.driver.WorkerDriver;
import io.isolatedworkers.message.MessageType;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What the tests of a driver are told about it, and what they share.
 *
 * @param <O> the driver's options
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
abstract class DriverTckSupport<O> {

	/** Far longer than anything here should take: the machine may be busy. */
	static final Duration LIMIT = Duration.ofMinutes(1);

	static final MessageType<String, String> ECHO = MessageType.of("echo", String.class, String.class);

	static final MessageType<Void, String> BLOCK = MessageType.withoutPayload("block", String.class);

	private static final MessageType<Void, Void> HALT = MessageType.withoutPayload("halt", Void.class);

	private static final MessageType<Void, Void> INTERRUPT_MAKER = MessageType.withoutPayload("interruptMaker",
			Void.class);

	/**
	 * Threads of the JVM, the client and the tests that serve all and outlive workers.
	 */
	private static final List<String> SHARED_THREADS = List.of("isolated-workers-timer", "isolated-workers-callback",
			"ForkJoinPool", "CompletableFutureDelayScheduler", "process reaper", "awaitility");

	private Worker shared;

	/**
	 * Returns the driver to test.
	 * @return the driver
	 */
	protected abstract WorkerDriver<O, ?> driver();

	/**
	 * Returns the options by which the driver runs an implementation of a contract.
	 * @param <T> the contract
	 * @param contract the contract's interface
	 * @param implementation the class that implements it, which has a constructor without
	 * parameters and may have one that takes the worker data
	 * @return the options
	 */
	protected abstract <T> O options(Class<T> contract, Class<? extends T> implementation);

	/**
	 * Returns the same for a worker that waits for its host when that disconnects. To be
	 * overridden for a {@link io.isolatedworkers.driver.ReconnectableDriver}.
	 * @param <T> the contract
	 * @param contract the contract's interface
	 * @param implementation the class that implements it
	 * @return the options
	 */
	protected <T> O keepAliveOptions(Class<T> contract, Class<? extends T> implementation) {
		throw new UnsupportedOperationException(
				"Override keepAliveOptions: workers of driver '%s' can be reconnected to".formatted(driver().name()));
	}

	/**
	 * Makes a worker end by itself, without its host's doing. By default a worker with a
	 * process of its own halts, and in one without the thread that made the
	 * implementation is interrupted; to be overridden where that ends no worker.
	 * @param worker the worker, which runs {@link TckWorkerImpl}
	 */
	protected void endFromInside(Worker worker) {
		worker.send(worker.pid().isPresent() ? HALT : INTERRUPT_MAKER);
	}

	/** Options with limits that no slow machine reaches. */
	static WorkerOptions.Builder workerOptions() {
		return WorkerOptions.builder().startupTimeout(LIMIT).requestTimeout(LIMIT).cancelGrace(LIMIT);
	}

	Worker start(Class<? extends TckWorker> implementation, WorkerOptions options) {
		return Workers.start(driver(), options(TckWorker.class, implementation), options);
	}

	Worker start() {
		return start(TckWorkerImpl.class, workerOptions().build());
	}

	/** A worker for tests that do not end theirs. */
	Worker shared() {
		if (this.shared == null || !this.shared.isConnected()) {
			closeShared();
			this.shared = start();
		}
		return this.shared;
	}

	TckWorker contract() {
		return shared().contract(TckWorker.class);
	}

	@AfterAll
	void closeShared() {
		if (this.shared != null) {
			this.shared.close();
		}
	}

	static ConditionFactory eventually() {
		return Awaitility.await().atMost(LIMIT).pollInterval(Duration.ofMillis(10));
	}

	static <T> T resultOf(CompletableFuture<T> future) {
		try {
			return future.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException | TimeoutException ex) {
			throw new AssertionError("nothing came within " + LIMIT, ex);
		}
		catch (ExecutionException ex) {
			throw new CompletionException(ex.getCause());
		}
	}

	static Throwable failureOf(CompletableFuture<?> future) {
		CompletionException failure = catchThrowableOfType(CompletionException.class, () -> resultOf(future));
		assertThat(failure).as("the failure").isNotNull();
		return failure.getCause();
	}

	/** Waits until a number of calls of {@link TckWorker#block()} go on. */
	static void awaitBlocked(Worker worker, int count) {
		TckWorker contract = worker.contract(TckWorker.class);
		eventually().until(() -> contract.blocked() == count);
	}

	/**
	 * Runs something and checks that nothing of what it starts remains: no thread and no
	 * process.
	 */
	void leavesNothing(Runnable action) {
		// Starts what all workers share
		contract().nothing();
		Set<Thread> threads = threads().collect(Collectors.toSet());
		Set<ProcessHandle> processes = ProcessHandle.current().descendants().collect(Collectors.toSet());
		action.run();
		eventually().untilAsserted(() -> {
			assertThat(threads().filter((thread) -> !threads.contains(thread))).as("threads that are left").isEmpty();
			assertThat(ProcessHandle.current().descendants().filter((process) -> !processes.contains(process)))
				.as("processes that are left")
				.isEmpty();
		});
	}

	private static Stream<Thread> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> SHARED_THREADS.stream().noneMatch(thread.getName()::startsWith));
	}

}
