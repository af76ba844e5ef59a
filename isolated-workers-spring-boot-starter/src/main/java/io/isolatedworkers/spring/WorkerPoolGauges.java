package io.isolatedworkers.spring;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.isolatedworkers.pool.WorkerPool;
import io.isolatedworkers.pool.WorkerState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Shows how many requests each pool has and what its workers are doing. The gauges are
 * removed before the pools are closed: a registry may outlive them.
 */
final class WorkerPoolGauges implements MeterBinder, AutoCloseable {

	private final Map<String, WorkerPool> pools;

	private final List<Runnable> removals = new ArrayList<>();

	WorkerPoolGauges(Map<String, WorkerPool> pools) {
		this.pools = pools;
	}

	@Override
	public synchronized void bindTo(MeterRegistry registry) {
		this.pools.forEach((name, pool) -> {
			bind(registry,
					Gauge.builder("isolated.workers.pending", pool, WorkerPool::pending)
						.description("Requests that have not ended, those that wait for a worker included")
						.tag("pool", name));
			bind(registry,
					Gauge.builder("isolated.workers.queued", pool, WorkerPool::queued)
						.description("Requests that wait for a worker")
						.tag("pool", name));
			bind(registry, Gauge
				.builder("isolated.workers.abandoned.threads", pool, (counted) -> counted.stats().abandonedThreads())
				.description("Threads of workers that are gone, which cannot be killed and go on")
				.tag("pool", name));
			for (WorkerState state : WorkerState.values()) {
				bind(registry,
						Gauge.builder("isolated.workers.workers", pool, (counted) -> counted.stats().count(state))
							.description("Workers in a state")
							.tag("pool", name)
							.tag("state", state.name().toLowerCase(Locale.ROOT)));
			}
		});
	}

	private void bind(MeterRegistry registry, Gauge.Builder<WorkerPool> builder) {
		Gauge gauge = builder.register(registry);
		this.removals.add(() -> registry.remove(gauge));
	}

	@Override
	public synchronized void close() {
		this.removals.forEach(Runnable::run);
		this.removals.clear();
	}

}
