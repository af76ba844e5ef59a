package io.isolatedworkers.driver;

import java.time.Duration;

import io.isolatedworkers.logging.LogLevel;
import io.isolatedworkers.message.TypeRef;
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
	 * @return the time, zero for ever; zero by default, for workers that a host starts
	 * already connected
	 */
	default Duration hostConnectTimeout() {
		return Duration.ZERO;
	}

	/**
	 * Returns what the worker does when its host disconnects.
	 * @return the behaviour, {@code null} if the host leaves it to the worker; by default
	 * {@code null}, for workers whose connection ends with them
	 */
	default @Nullable DisconnectBehavior disconnectBehavior() {
		return null;
	}

	/**
	 * Returns what the host gave its workers beside messages, such as settings. It can be
	 * read as soon as the worker runs, before its first message.
	 * @param <T> its type
	 * @param type its type
	 * @return the data, {@code null} if the host gave none
	 * @throws IllegalStateException if the data are not of that type
	 */
	<T> @Nullable T workerData(TypeRef<T> type);

	/**
	 * Returns how the worker reaches the commands of its host.
	 * @return the ticket, {@code null} if the host gives its workers no commands
	 */
	default @Nullable CommandTicket commandTicket() {
		return null;
	}

	/**
	 * Returns what the worker logs.
	 * @return the level
	 */
	LogLevel logLevel();

	/**
	 * Whether the worker has a process of its own, which has just started and has loaded
	 * next to nothing.
	 * @return {@code false} unless overridden
	 */
	default boolean isOwnProcess() {
		return false;
	}

}
