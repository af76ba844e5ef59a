package io.isolatedworkers.driver.thread;

import java.time.Duration;

import io.isolatedworkers.driver.ChannelSettings;
import io.isolatedworkers.driver.CommandTicket;
import io.isolatedworkers.driver.DisconnectBehavior;
import io.isolatedworkers.driver.StartupData;
import io.isolatedworkers.logging.LogLevel;
import io.isolatedworkers.message.TypeRef;
import io.isolatedworkers.serializer.JsonSerializer;
import org.jspecify.annotations.Nullable;

/**
 * What a worker's class loader holds for it.
 *
 * @param channel the host's end
 * @param serializer the simple name of the host's serializer
 * @param serializerClass its full name
 * @param format what tells it from others of its name
 * @param logLevel what to log
 * @param sharedData what the host gave the worker to use as it is, {@code null} for
 * nothing
 * @param copiedData what the host gave the worker as a copy, in JSON as processes get it;
 * {@code null} for nothing
 * @param commandTicket how to reach the host's commands, {@code null} if it gives none
 */
record ThreadStartupData(ThreadChannel channel, String serializer, String serializerClass, String format,
		LogLevel logLevel, @Nullable Object sharedData, byte @Nullable [] copiedData,
		@Nullable CommandTicket commandTicket) implements StartupData {

	/** The data for a worker whose host's end is a channel. */
	static ThreadStartupData of(ThreadChannel channel, ChannelSettings settings, SharedTypes shared) {
		Object given = settings.workerData();
		boolean asItIs = shared.cover(given);
		return new ThreadStartupData(channel, settings.serializer().name(), settings.serializer().getClass().getName(),
				settings.serializer().formatId(), settings.logLevel(), asItIs ? given : null,
				(given == null || asItIs) ? null : copy(given), settings.commandTicket());
	}

	private static byte[] copy(Object given) {
		try {
			return new JsonSerializer().serialize(given);
		}
		catch (RuntimeException | StackOverflowError ex) {
			throw new IllegalArgumentException(
					"its worker data of %s cannot be serialized: %s. To hand them over as they are, declare their type shared"
						.formatted(given.getClass().getName(), ex.getMessage()),
					ex);
		}
	}

	@Override
	public String driver() {
		return ThreadDriver.NAME;
	}

	@Override
	public Duration hostConnectTimeout() {
		return Duration.ZERO;
	}

	@Override
	public DisconnectBehavior disconnectBehavior() {
		return DisconnectBehavior.SHUTDOWN;
	}

	@Override
	public <T> @Nullable T workerData(TypeRef<T> type) {
		if (this.sharedData != null) {
			if (!type.rawType().isInstance(this.sharedData)) {
				throw new IllegalStateException("The worker data are not a %s: they are %s".formatted(type,
						Mismatch.describe(this.sharedData, type.rawType())));
			}
			return type.cast(this.sharedData);
		}
		if (this.copiedData == null) {
			return null;
		}
		try {
			// Not one for all workers: a serializer remembers the classes it has bound
			return new JsonSerializer().deserialize(this.copiedData, type);
		}
		catch (RuntimeException ex) {
			throw new IllegalStateException("The worker data are not a %s: %s".formatted(type, ex.getMessage()), ex);
		}
	}

	@Override
	public String toString() {
		return "start-up data of driver %s for worker %s".formatted(driver(), this.channel.name());
	}

}
