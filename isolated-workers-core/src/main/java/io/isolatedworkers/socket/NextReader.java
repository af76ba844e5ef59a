package io.isolatedworkers.socket;

import java.util.concurrent.TimeUnit;

/**
 * Whether the next thread that reads for itself is likely to come at once, judged by the
 * last one. Only then does it pay to leave the reading to it while others wait for what
 * comes in: waking a thread for them costs more than several round trips. Safe for use by
 * several threads.
 */
final class NextReader {

	/** A thread that had to be woken takes up to that long to come back. */
	private static final long AT_ONCE_NANOS = TimeUnit.MICROSECONDS.toNanos(150);

	private volatile boolean expected;

	private volatile long since;

	private volatile boolean comesAtOnce;

	/** A thread has what it waited for; from now on the next one is expected. */
	void expect() {
		this.since = System.nanoTime();
		this.expected = true;
	}

	/** A thread would like to read for itself. */
	void come() {
		if (this.expected) {
			this.expected = false;
			this.comesAtOnce = System.nanoTime() - this.since < AT_ONCE_NANOS;
		}
	}

	/** Another thread reads, none is expected at once. */
	void giveUp() {
		this.comesAtOnce = false;
	}

	boolean comesAtOnce() {
		return this.comesAtOnce;
	}

}
