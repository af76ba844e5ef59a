package io.isolatedworkers.spring;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

import io.isolatedworkers.pool.WorkerPool;
import io.isolatedworkers.pool.WorkerState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Shows how many requests each pool has and what its workers are doing. The gauges are
 * removed before the pools are closed: a registry may outlive them. They are zero for a
 * pool that is not started.
 */
final class WorkerPoolGauges implements MeterBinder, AutoCloseable {

	private final StartedPools pools;

	private final List<Runnable> removals = new ArrayList<>();

	WorkerPoolGauges(StartedPools pools) {
		this.pools = pools;
	}

	@Override
	public synchronized void bindTo(MeterRegistry registry) {
		for (String name : this.pools.names()) {
			bind(registry, gauge("isolated.workers.pending", name, WorkerPool::pending)
				.description("Requests that have not ended, those that wait for a worker included"));
			bind(registry, gauge("isolated.workers.queued", name, WorkerPool::queued)
				.description("Requests that wait for a worker"));
			bind(registry, gauge("isolated.workers.abandoned.threads", name, (pool) -> pool.stats().abandonedThreads())
				.description("Threads of workers that are gone, which cannot be killed and go on"));
			for (WorkerState state : WorkerState.values()) {
				bind(registry,
						gauge("isolated.workers.workers", name, (pool) -> pool.stats().count(state))
							.description("Workers in a state")
							.tag("state", state.name().toLowerCase(Locale.ROOT)));
			}
		}
	}

	private Gauge.Builder<StartedPools> gauge(String name, String pool, ToDoubleFunction<WorkerPool> value) {
		return Gauge.builder(name, this.pools, (pools) -> {
			WorkerPool started = pools.find(pool);
			return (started != null) ? value.applyAsDouble(started) : 0;
		}).tag("pool", pool);
	}

	private void bind(MeterRegistry registry, Gauge.Builder<StartedPools> builder) {
		Gauge gauge = builder.register(registry);
		this.removals.add(() -> registry.remove(gauge));
	}

	@Override
	public synchronized void close() {
		this.removals.forEach(Runnable::run);
		this.removals.clear();
	}

}
