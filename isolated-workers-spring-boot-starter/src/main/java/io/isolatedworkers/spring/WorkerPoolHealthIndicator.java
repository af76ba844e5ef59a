package io.isolatedworkers.spring;

import io.isolatedworkers.pool.PoolStats;
import io.isolatedworkers.pool.WorkerPool;
import io.isolatedworkers.pool.WorkerState;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Tells whether a pool can take requests. It is up while at least one worker is ready, be
 * it a spare, which takes over with the next request: the death of one worker of several
 * is what a pool is for, and it shows in the details and the metrics; so do threads of
 * former workers that cannot be ended. It is down while no worker is ready, out of
 * service once closed, and unknown while it is not started.
 */
final class WorkerPoolHealthIndicator extends AbstractHealthIndicator {

	private final String name;

	private final StartedPools pools;

	WorkerPoolHealthIndicator(String name, StartedPools pools) {
		super("The state of pool %s cannot be read".formatted(name));
		this.name = name;
		this.pools = pools;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		WorkerPool pool = this.pools.find(this.name);
		if (pool == null) {
			builder.unknown().withDetail("started", false);
			return;
		}
		PoolStats stats = pool.stats();
		long ready = stats.count(WorkerState.READY);
		long spares = stats.count(WorkerState.SPARE);
		if (!pool.isActive()) {
			builder.outOfService();
		}
		else if (ready + spares > 0) {
			builder.up();
		}
		else {
			builder.down();
		}
		builder.withDetail("size", stats.size())
			.withDetail("ready", ready)
			.withDetail("pending", stats.pending())
			.withDetail("queued", stats.queued());
		if (stats.spares() > 0) {
			builder.withDetail("spares", spares);
		}
		if (stats.degraded()) {
			builder.withDetail("abandonedThreads", stats.abandonedThreads())
				.withDetail("degraded",
						"threads of workers that are gone go on running: they do not react to interrupts and cannot be killed");
		}
		if (stats.lastFailure() != null) {
			builder.withDetail("lastFailure", stats.lastFailure());
		}
	}

}
