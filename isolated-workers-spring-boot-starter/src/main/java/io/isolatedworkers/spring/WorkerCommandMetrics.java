package io.isolatedworkers.spring;

import java.time.Duration;
import java.util.Locale;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * Times the commands that workers execute. The name of a command is a tag: it comes from
 * the application's code, never from a message.
 */
final class WorkerCommandMetrics implements CommandObserver {

	private final Meter.MeterProvider<Timer> commands;

	WorkerCommandMetrics(MeterRegistry registry) {
		this.commands = Timer.builder("isolated.workers.commands")
			.description("Commands of workers that were carried out")
			.withRegistry(registry);
	}

	@Override
	public void ended(String pool, String command, Outcome outcome, Duration duration) {
		this.commands.withTags("pool", pool, "command", command, "outcome", outcome.name().toLowerCase(Locale.ROOT))
			.record(duration);
	}

}
