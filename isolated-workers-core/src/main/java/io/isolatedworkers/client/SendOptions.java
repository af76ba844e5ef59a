package io.isolatedworkers.client;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What one request does differently.
 *
 * @param timeout how long to wait for the answer, {@code null} for what is set for its
 * type or its client
 */
public record SendOptions(@Nullable Duration timeout) {

	private static final SendOptions DEFAULTS = new SendOptions(null);

	/**
	 * Checks the options.
	 */
	public SendOptions {
		if (timeout != null && (timeout.isNegative() || timeout.isZero())) {
			throw new IllegalArgumentException("The request timeout is %s; it must be positive".formatted(timeout));
		}
	}

	/**
	 * Options that change nothing.
	 * @return the options
	 */
	public static SendOptions defaults() {
		return DEFAULTS;
	}

	/**
	 * Options with a timeout.
	 * @param timeout how long to wait for the answer
	 * @return the options
	 */
	public static SendOptions timeout(Duration timeout) {
		return new SendOptions(timeout);
	}

}
