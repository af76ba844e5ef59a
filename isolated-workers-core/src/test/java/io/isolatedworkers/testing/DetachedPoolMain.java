package io.isolatedworkers.testing;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

import io.isolatedworkers.driver.process.ChildProcessDriver;
import io.isolatedworkers.driver.process.WorkerCommand;
import io.isolatedworkers.pool.PoolOptions;
import io.isolatedworkers.pool.StateDirectory;
import io.isolatedworkers.pool.WorkerPool;
import io.isolatedworkers.pool.WorkerStats;

/**
 * A host with a pool of detached workers that prints their pids and then waits to be
 * killed.
 */
public final class DetachedPoolMain {

	private DetachedPoolMain() {
	}

	public static WorkerPool start(Path state, int size) {
		return WorkerPool
			.detached("detached", new ChildProcessDriver(),
					ShortLived.builder(WorkerCommand.contract(TestWorker.class, TestWorkerImpl.class))
						.detached(true)
						.build(),
					StateDirectory.open(state))
			.options(PoolOptions.defaults().withSize(size))
			.start();
	}

	public static void main(String... arguments) throws InterruptedException {
		WorkerPool pool = start(Path.of(arguments[0]), 3);
		pool.contract(TestWorker.class).count();
		for (WorkerStats worker : pool.stats().workers()) {
			System.out.println(worker.pid());
		}
		System.out.println("ready");
		new CountDownLatch(1).await();
	}

}
