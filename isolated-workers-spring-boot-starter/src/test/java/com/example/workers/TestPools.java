package com.example.workers;

import java.time.Duration;

import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.driver.process.ChildProcessOptions;
import io.isolatedworkers.driver.process.WorkerCommand;
import io.isolatedworkers.pool.PoolListener;
import io.isolatedworkers.pool.PoolOptions;
import io.isolatedworkers.pool.WorkerPool;

/**
 * Pools that are made in Java.
 */
final class TestPools {

	private TestPools() {
	}

	static WorkerPool start(String name) {
		return start(name, PoolListener.NONE);
	}

	static WorkerPool start(String name, PoolListener listener) {
		return WorkerPool
			.builder(name, ChildProcessOptions.of(WorkerCommand.contract(ImageWorker.class, ImageWorkerImpl.class)))
			.options(PoolOptions.defaults().withSize(1))
			.workerOptions(WorkerOptions.builder().startupTimeout(Duration.ofSeconds(60)).build())
			.listener(listener)
			.start();
	}

}
