package io.isolatedworkers.socket;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.IntToDoubleFunction;

/**
 * How long to wait before an attempt is repeated: {@linkplain #exponential doubling}
 * waits, or a function of one's own, which {@link #atMost} caps. Must be safe for use by
 * several threads.
 * <p>
 * Who waits takes {@link #checkedDelay}, which refuses what is no wait. A
 * {@link Duration} cannot be infinite or not a number; {@link #ofMillis} takes a function
 * of numbers, which can.
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
	 * @return the wait, at most as many nanoseconds as a {@code long} can count
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
		return Duration.ofNanos(nanos(wait));
	}

	/**
	 * This backoff with a longest wait.
	 * @param maxDelay the longest wait
	 * @return the backoff, whose waits are checked as by {@link #checkedDelay}
	 * @throws IllegalArgumentException if the time is negative
	 */
	default Backoff atMost(Duration maxDelay) {
		Duration longest = checked("maxDelay", maxDelay);
		return (attempt) -> {
			Duration wait = checkedDelay(attempt);
			return (wait.compareTo(longest) > 0) ? longest : wait;
		};
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
		long first = nanos(checked("delay", delay));
		long longest = nanos(checked("maxDelay", maxDelay));
		return (attempt) -> {
			int doublings = Math.min(attempt, Long.numberOfLeadingZeros(Math.max(1, first)) - 1);
			long wait = Math.min(longest, first << doublings);
			return Duration.ofNanos(wait - ThreadLocalRandom.current().nextLong(wait / 2 + 1));
		};
	}

	/**
	 * Waits as many milliseconds as a function says, whose parameter is how many attempts
	 * failed before, beginning with 0. A wait throws an {@link IllegalStateException} if
	 * the function answers a negative number, an infinite one, or none.
	 * @param function answers milliseconds
	 * @return the backoff
	 */
	static Backoff ofMillis(IntToDoubleFunction function) {
		return (attempt) -> {
			double millis = function.applyAsDouble(attempt);
			if (Double.isNaN(millis) || Double.isInfinite(millis) || millis < 0) {
				throw new IllegalStateException(
						"The backoff function answered %s for attempt %d; it must answer a finite number of milliseconds, zero or more"
							.formatted(millis, attempt));
			}
			return Duration.ofNanos((long) (millis * 1_000_000));
		};
	}

	/** A long holds 292 years; what is longer is as good as that. */
	private static long nanos(Duration wait) {
		return TimeUnit.NANOSECONDS.convert(wait);
	}

	private static Duration checked(String name, Duration value) {
		if (value.isNegative()) {
			throw new IllegalArgumentException("%s is %s; it must not be negative".formatted(name, value));
		}
		return value;
	}

}
