package io.isolatedworkers.pool;

import io.isolatedworkers.client.Worker;
import io.isolatedworkers.client.WorkerObserver;
import io.isolatedworkers.client.WorkerOptions;

/**
 * Gets a pool the worker of one of its places.
 */
@FunctionalInterface
interface Launcher {

	/**
	 * Gets a worker, connected.
	 * @throws io.isolatedworkers.driver.WorkerStartException if there is none to be had
	 */
	Worker launch(String id, WorkerOptions options, WorkerObserver observer);

	/** A worker came too late to be used. */
	default void discard(Worker worker) {
		worker.closeAsync();
	}

}
