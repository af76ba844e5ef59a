package io.isolatedworkers.socket;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before an attempt is repeated. Safe for use by several threads.
 */
@FunctionalInterface
public interface Backoff {

	/**
	 * Returns the wait after an attempt failed.
	 * @param attempt how many attempts failed before, beginning with 0
	 * @return the wait: not negative
	 */
	Duration delay(int attempt);

	/**
	 * Returns the wait after an attempt failed, checked: for those who wait.
	 * @param attempt how many attempts failed before, beginning with 0
	 * @return the wait
	 * @throws IllegalStateException if this backoff answers {@code null} or a negative
	 * wait
	 */
	default Duration checkedDelay(int attempt) {
		Duration wait = delay(attempt);
		if (wait == null || wait.isNegative()) {
			throw new IllegalStateException(
					"The backoff function answered %s for attempt %d; it must answer a wait of zero or more"
						.formatted(wait, attempt));
		}
		return wait;
	}

	/**
	 * Waits twice as long after each attempt: {@code delay * 2^attempt}, at most
	 * {@code maxDelay}, less a random part of up to half so that many do not come back at
	 * once.
	 * @param delay the wait after the first failed attempt
	 * @param maxDelay the longest wait
	 * @return the backoff
	 * @throws IllegalArgumentException if a time is negative
	 */
	static Backoff exponential(Duration delay, Duration maxDelay) {
		long first = checked("delay", delay).toNanos();
		long longest = checked("maxDelay", maxDelay).toNanos();
		return (attempt) -> {
			int doublings = Math.min(attempt, Long.numberOfLeadingZeros(Math.max(1, first)) - 1);
			long wait = Math.min(longest, first << doublings);
			return Duration.ofNanos(wait - ThreadLocalRandom.current().nextLong(wait / 2 + 1));
		};
	}

	private static Duration checked(String name, Duration value) {
		if (value.isNegative()) {
			throw new IllegalArgumentException("%s is %s; it must not be negative".formatted(name, value));
		}
		return value;
	}

}
