package io.isolatedworkers.client;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Something that happens at a time unless it is {@linkplain Deadlines#remove removed}
 * before. It is its own entry in the timer, so that waiting for it costs no memory.
 */
abstract class Deadline {

	/** {@link #place} of what is in no heap. */
	static final int NOWHERE = -1;

	private static final long LONGEST_NANOS = Long.MAX_VALUE / 2;

	/** When it is, as {@link System#nanoTime()}. */
	final long at;

	/** Where this is in its {@link DeadlineHeap}, which alone reads and changes it. */
	int place = NOWHERE;

	/**
	 * Makes a deadline.
	 * @param now the present {@link System#nanoTime()}
	 * @param delay how long after that it is; what is longer than 146 years counts as
	 * that, and what is negative as nothing
	 */
	Deadline(long now, Duration delay) {
		// Takes what is longer than a long can say for the longest time
		this.at = now + Math.max(0, Math.min(TimeUnit.NANOSECONDS.convert(delay), LONGEST_NANOS));
	}

	/**
	 * The time has come. Runs on the thread of the timer: must be short and must not be a
	 * user's.
	 */
	abstract void expire();

}
