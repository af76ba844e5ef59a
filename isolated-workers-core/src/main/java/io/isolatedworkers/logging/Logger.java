package io.isolatedworkers.logging;

import org.jspecify.annotations.Nullable;

/**
 * Where the library writes what it does. Implement it to write into a log of your own;
 * the default is {@link Slf4jLogger}. Implementations are called by several threads at
 * once.
 */
public interface Logger {

	/**
	 * Writes details that help to find a fault.
	 * @param message the message
	 */
	void debug(String message);

	/**
	 * Writes what happens in normal operation.
	 * @param message the message
	 */
	void info(String message);

	/**
	 * Writes what was unexpected and could be dealt with.
	 * @param message the message
	 * @param cause why, {@code null} for none
	 */
	void warn(String message, @Nullable Throwable cause);

	/**
	 * Writes a failure.
	 * @param message the message
	 * @param cause why, {@code null} for none
	 */
	void error(String message, @Nullable Throwable cause);

	/**
	 * Writes what was unexpected and could be dealt with.
	 * @param message the message
	 */
	default void warn(String message) {
		warn(message, null);
	}

	/**
	 * Writes a failure.
	 * @param message the message
	 */
	default void error(String message) {
		error(message, null);
	}

}
