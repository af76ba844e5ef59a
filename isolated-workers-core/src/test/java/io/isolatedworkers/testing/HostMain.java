package io.isolatedworkers.testing;

import java.util.concurrent.CountDownLatch;

import io.isolatedworkers.driver.process.WorkerCommand;
import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.pool.PoolOptions;
import io.isolatedworkers.pool.WorkerPool;
import io.isolatedworkers.pool.WorkerStats;

/**
 * A host with two busy workers that prints their pids and then waits to be killed.
 */
public final class HostMain {

	private HostMain() {
	}

	public static void main(String... arguments) throws InterruptedException {
		WorkerPool pool = WorkerPool
			.builder("doomed", ShortLived.options(WorkerCommand.contract(TestWorker.class, TestWorkerImpl.class)))
			.options(PoolOptions.defaults().withSize(2))
			.start();
		pool.send(MessageType.of("ignoreInterrupts", Long.class, String.class), 600_000L);
		pool.send(MessageType.of("sleep", Long.class, String.class), 600_000L);
		for (WorkerStats worker : pool.stats().workers()) {
			System.out.println(worker.pid());
		}
		System.out.println("busy");
		if (arguments.length > 0) {
			return;
		}
		new CountDownLatch(1).await();
	}

}
