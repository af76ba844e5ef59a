package io.isolatedworkers.command;

import java.nio.file.Path;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How a {@link CommandClient} goes about its work. Immutable.
 *
 * @param timeout how long a call waits for the host, the connection included; 30 seconds
 * by default
 * @param eventDirectory where stored events wait, {@code null} for a client that stores
 * none. One client at a time; a directory that only the user can read, made if it does
 * not exist
 */
public record CommandClientOptions(Duration timeout, @Nullable Path eventDirectory) {

	/** How long a call waits unless told otherwise. */
	public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

	/**
	 * Checks the timeout.
	 */
	public CommandClientOptions {
		if (timeout.isNegative() || timeout.isZero()) {
			throw new IllegalArgumentException("The timeout is %s; it must be positive".formatted(timeout));
		}
	}

	/**
	 * A timeout of 30 seconds, no stored events.
	 * @return the options
	 */
	public static CommandClientOptions defaults() {
		return new CommandClientOptions(DEFAULT_TIMEOUT, null);
	}

	/**
	 * The same with another timeout.
	 * @param timeout how long a call waits
	 * @return the options
	 */
	public CommandClientOptions withTimeout(Duration timeout) {
		return new CommandClientOptions(timeout, this.eventDirectory);
	}

	/**
	 * The same with a place for stored events.
	 * @param directory the directory
	 * @return the options
	 */
	public CommandClientOptions withEventDirectory(Path directory) {
		return new CommandClientOptions(this.timeout, directory);
	}

}
