package io.isolatedworkers.pool;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.isolatedworkers.client.DetachableWorker;
import io.isolatedworkers.client.Worker;
import io.isolatedworkers.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Ends a pool, with its workers or without. Safe for use by several threads.
 */
final class PoolEnd {

	/** How much longer than the grace period is waited for the workers' end. */
	private static final Duration MARGIN = Duration.ofSeconds(5);

	private final String pool;

	private final Duration grace;

	private final Dispatcher dispatcher;

	private final Supervisor supervisor;

	/** Takes no part in the end of the workers, which go on for the next host. */
	private final @Nullable StateDirectory state;

	private final Logger logger;

	/** Completes when nothing of this pool's workers is left to wait for. */
	private final CompletableFuture<Void> ended = new CompletableFuture<>();

	PoolEnd(String pool, Duration grace, Dispatcher dispatcher, Supervisor supervisor, @Nullable StateDirectory state,
			Logger logger) {
		this.pool = pool;
		this.grace = grace;
		this.dispatcher = dispatcher;
		this.supervisor = supervisor;
		this.state = state;
		this.logger = logger;
	}

	/** Whether the workers are to outlive the pool. */
	boolean leavesWorkers() {
		return this.state != null;
	}

	/**
	 * Closes the pool and waits.
	 * @param leave whether workers that can are left to a later host
	 */
	void close(boolean leave) {
		List<Worker> open = this.dispatcher.close();
		if (open != null) {
			CompletableFuture
				.allOf(open.stream().map((worker) -> end(worker, leave)).toArray(CompletableFuture<?>[]::new))
				.whenComplete((ends, failure) -> this.ended.complete(null));
		}
		try {
			Duration limit = this.grace.plus(MARGIN);
			this.supervisor.stop(limit);
			this.ended.get(limit.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException ex) {
			this.logger.warn("The workers of pool %s have not ended within %s".formatted(this.pool, this.grace), ex);
		}
		if (this.state != null) {
			this.state.close();
		}
	}

	private CompletableFuture<?> end(Worker worker, boolean leave) {
		if (leave && worker instanceof DetachableWorker detached) {
			detached.disconnect();
			return CompletableFuture.completedFuture(null);
		}
		return worker.closeAsync().thenRun(() -> {
			if (this.state != null) {
				this.state.remove(worker.name());
			}
		});
	}

}
