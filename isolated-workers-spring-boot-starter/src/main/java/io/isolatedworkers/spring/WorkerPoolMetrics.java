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
final class WorkerPoolMetrics implements PoolListener {

	private final Meter.MeterProvider<Timer> requests;

	private final Meter.MeterProvider<Counter> restarts;

	private final Meter.MeterProvider<Counter> crashes;

	private final Meter.MeterProvider<Counter> takeovers;

	WorkerPoolMetrics(MeterRegistry registry) {
		this.requests = Timer.builder("isolated.workers.requests")
			.description("Requests that ended, from their making to their end")
			.withRegistry(registry);
		this.restarts = Counter.builder("isolated.workers.restarts")
			.description("Workers that were replaced")
			.withRegistry(registry);
		this.crashes = Counter.builder("isolated.workers.crashes")
			.description("Workers that died without being closed")
			.withRegistry(registry);
		this.takeovers = Counter.builder("isolated.workers.takeovers")
			.description("Spares that took over from a worker")
			.withRegistry(registry);
	}

	@Override
	public void requestEnded(String pool, String messageType, Request.Outcome outcome, Duration duration) {
		this.requests.withTags("pool", pool, "type", messageType, "outcome", outcome.name().toLowerCase(Locale.ROOT))
			.record(duration);
	}

	/** Shows the counters at zero too, so that their first step is seen. */
	@Override
	public void workerStarted(String pool, String workerId, boolean restart) {
		this.restarts.withTags("pool", pool).increment(restart ? 1 : 0);
		this.crashes.withTags("pool", pool).increment(0);
		this.takeovers.withTags("pool", pool).increment(0);
	}

	@Override
	public void spareTookOver(String pool, String workerId) {
		this.takeovers.withTags("pool", pool).increment();
	}

	@Override
	public void workerDied(String pool, String workerId, ShutdownReason reason) {
		this.crashes.withTags("pool", pool).increment();
	}

}
