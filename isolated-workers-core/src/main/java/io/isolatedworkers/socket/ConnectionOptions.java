package io.isolatedworkers.socket;

import java.time.Duration;

/**
 * How often and with what waits a connection is tried again after it was lost or refused.
 * Waiting for a worker to start is not counted here; that has its start-up timeout.
 *
 * @param attempts how many attempts to make in all, at least 1; default 5
 * @param backoff the wait after each failed attempt; default exponential from 100 ms to 5
 * s; a function of one's own is not capped unless {@link Backoff#atMost} does it
 * @param reconnect whether a connection that is lost while the worker lives is made again
 * by itself; otherwise the worker is killed, and a pool replaces it; default
 * {@code false}
 */
public record ConnectionOptions(int attempts, Backoff backoff, boolean reconnect) {

	/** How many attempts are made by default. */
	public static final int DEFAULT_ATTEMPTS = 5;

	/** The wait after the first failed attempt by default. */
	public static final Duration DEFAULT_DELAY = Duration.ofMillis(100);

	/** The longest wait by default. */
	public static final Duration DEFAULT_MAX_DELAY = Duration.ofSeconds(5);

	/**
	 * Checks the options.
	 */
	public ConnectionOptions {
		if (attempts < 1) {
			throw new IllegalArgumentException("connection attempts is %d; it must be at least 1".formatted(attempts));
		}
	}

	/**
	 * Options that do not reconnect by themselves.
	 * @param attempts how many attempts to make in all, at least 1
	 * @param backoff the wait after each failed attempt
	 */
	public ConnectionOptions(int attempts, Backoff backoff) {
		this(attempts, backoff, false);
	}

	/**
	 * Returns the default options.
	 * @return the options
	 */
	public static ConnectionOptions defaults() {
		return new ConnectionOptions(DEFAULT_ATTEMPTS, Backoff.exponential(DEFAULT_DELAY, DEFAULT_MAX_DELAY), false);
	}

	/**
	 * A copy that reconnects by itself, or does not.
	 * @param reconnect whether a connection that is lost while the worker lives is made
	 * again by itself
	 * @return the copy
	 */
	public ConnectionOptions withReconnect(boolean reconnect) {
		return new ConnectionOptions(this.attempts, this.backoff, reconnect);
	}

}
