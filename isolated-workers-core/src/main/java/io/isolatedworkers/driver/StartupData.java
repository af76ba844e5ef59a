package io.isolatedworkers.driver;

import java.time.Duration;

import io.isolatedworkers.logging.LogLevel;
import org.jspecify.annotations.Nullable;

/**
 * What the host gives a worker at its start. A driver adds what its own worker's side
 * needs.
 */
public interface StartupData {

	/**
	 * Returns the name of the driver that started the worker.
	 * @return the name, as {@link WorkerDriver#name()}
	 */
	String driver();

	/**
	 * Returns the simple name of the host's serializer.
	 * @return the name, {@code null} if the host did not tell
	 */
	@Nullable String serializer();

	/**
	 * Returns the full name of the host's serializer class.
	 * @return the name, {@code null} if the host did not tell
	 */
	@Nullable String serializerClass();

	/**
	 * Returns how long the worker waits for its host to connect.
	 * @return the time, zero for ever
	 */
	Duration hostConnectTimeout();

	/**
	 * Returns what the worker does when its host disconnects.
	 * @return the behaviour, {@code null} if the host leaves it to the worker
	 */
	@Nullable DisconnectBehavior disconnectBehavior();

	/**
	 * Returns what the worker logs.
	 * @return the level
	 */
	LogLevel logLevel();

}
