package io.isolatedworkers.testing;

import io.isolatedworkers.client.Worker;
import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.client.Workers;
import io.isolatedworkers.pool.WorkerPool;

/**
 * A host that names another driver than the default, for a worker and for a pool.
 */
public final class IdleHostMain {

	private IdleHostMain() {
	}

	public static void main(String... arguments) {
		try (Worker worker = Workers.start(new IdleDriver(), new IdleDriver.Options(), WorkerOptions.defaults());
				WorkerPool pool = WorkerPool.builder("idle", new IdleDriver(), new IdleDriver.Options()).start()) {
			System.out.println(worker.isConnected() && pool.isConnected());
		}
	}

}
