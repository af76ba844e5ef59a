package io.isolatedworkers.spring;

import java.time.Duration;

import io.isolatedworkers.pool.WorkerPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;

/**
 * Lets requests end before an application's pools are closed. Stops after the web server,
 * whose requests may need workers, and together with Spring's executors, whose tasks may
 * too. How long it may take is {@code spring.lifecycle.timeout-per-shutdown-phase}. The
 * pools are closed afterwards, when their beans are destroyed: until then a task that is
 * still running may send further requests, and a context that is stopped and started
 * again finds them as they were.
 */
final class WorkerPoolsLifecycle implements SmartLifecycle {

	/** Below the web server's phases, which are near the highest. */
	static final int PHASE = Integer.MAX_VALUE / 2;

	private static final Logger logger = LoggerFactory.getLogger(WorkerPoolsLifecycle.class);

	private static final Duration UNTIL_CLOSED = Duration.ofNanos(Long.MAX_VALUE);

	private final StartedPools pools;

	private volatile boolean running;

	WorkerPoolsLifecycle(StartedPools pools) {
		this.pools = pools;
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop(Runnable callback) {
		Thread thread = new Thread(() -> {
			stop();
			callback.run();
		}, "isolated-workers-drain");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void stop() {
		try {
			for (WorkerPool pool : this.pools.own()) {
				drain(pool);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.running = false;
	}

	private static void drain(WorkerPool pool) throws InterruptedException {
		int pending = pool.pending();
		if (pending > 0) {
			logger.info("Waiting for {} request(s) of pool {} to end", pending, pool.name());
			pool.awaitIdle(UNTIL_CLOSED);
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
