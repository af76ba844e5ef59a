package io.isolatedworkers.benchmarks.peers;

import java.time.Duration;

import io.isolatedworkers.client.CrashPolicy;
import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.pool.PoolOptions;
import io.isolatedworkers.pool.WorkerPool;
import io.isolatedworkers.pool.WorkerState;
import io.isolatedworkers.pool.WorkerStats;

/**
 * This library's pool of one worker and one spare, whose worker is killed again and
 * again.
 *
 * @param pool the pool
 */
record SparePool(WorkerPool pool) implements AutoCloseable {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	/**
	 * How long a spare settles, which began to warm up when it was started: it is a spare
	 * for longer where workers die now and then.
	 */
	private static final Duration SETTLED = Duration.ofMillis(500);

	static SparePool open() {
		return new SparePool(WorkerPool.builder("spare", Library.options(Workload.FIRST, false))
			.options(PoolOptions.defaults().withSize(1).withSpares(1))
			// What a caller does whose requests may be repeated
			.workerOptions(WorkerOptions.builder().crashPolicy(CrashPolicy.retry(3)).build())
			.start());
	}

	/** From the kill of the worker that serves to the answer of the spare. */
	long takeOver(String text) throws Exception {
		send(text);
		ProcessHandle serving = ProcessHandle.of(pidOfOne(WorkerState.READY)).orElseThrow();
		pidOfOne(WorkerState.SPARE);
		Thread.sleep(SETTLED.toMillis());
		long start = System.nanoTime();
		serving.destroyForcibly();
		send(text);
		return System.nanoTime() - start;
	}

	private void send(String text) {
		this.pool.send(Library.TEXT, new Text(text)).join();
	}

	private long pidOfOne(WorkerState state) throws InterruptedException {
		long deadline = System.nanoTime() + LIMIT.toNanos();
		while (true) {
			for (WorkerStats worker : this.pool.stats().workers()) {
				Long pid = worker.pid();
				if (worker.state() == state && pid != null) {
					return pid;
				}
			}
			if (System.nanoTime() - deadline > 0) {
				throw new IllegalStateException("No worker became " + state);
			}
			Thread.sleep(10);
		}
	}

	@Override
	public void close() {
		this.pool.close();
	}

}
