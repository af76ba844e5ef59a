package io.isolatedworkers.spring;

import java.time.Duration;
import java.util.Locale;

import io.isolatedworkers.client.Request;
import io.isolatedworkers.driver.ShutdownReason;
import io.isolatedworkers.pool.PoolListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * Counts and times what happens in each pool. The name of a message type is a tag: it
 * comes from the application's code, never from a message.
 */
final class WorkerPoolMetrics implements PoolListenerFactory {

	private final MeterRegistry registry;

	WorkerPoolMetrics(MeterRegistry registry) {
		this.registry = registry;
	}

	@Override
	public PoolListener listenTo(String pool) {
		return new Meters(pool, this.registry);
	}

	private static final class Meters implements PoolListener {

		private final Meter.MeterProvider<Timer> requests;

		private final Counter restarts;

		private final Counter crashes;

		private Meters(String pool, MeterRegistry registry) {
			this.requests = Timer.builder("isolated.workers.requests")
				.description("Requests that ended, from their making to their end")
				.tag("pool", pool)
				.withRegistry(registry);
			this.restarts = Counter.builder("isolated.workers.restarts")
				.description("Workers that were replaced")
				.tag("pool", pool)
				.register(registry);
			this.crashes = Counter.builder("isolated.workers.crashes")
				.description("Workers that died without being closed")
				.tag("pool", pool)
				.register(registry);
		}

		@Override
		public void requestEnded(String messageType, Request.Outcome outcome, Duration duration) {
			this.requests.withTags("type", messageType, "outcome", outcome.name().toLowerCase(Locale.ROOT))
				.record(duration);
		}

		@Override
		public void workerStarted(String workerId, boolean restart) {
			if (restart) {
				this.restarts.increment();
			}
		}

		@Override
		public void workerDied(String workerId, ShutdownReason reason) {
			this.crashes.increment();
		}

	}

}
