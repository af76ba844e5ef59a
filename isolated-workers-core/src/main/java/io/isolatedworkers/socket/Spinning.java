package io.isolatedworkers.socket;

import java.util.concurrent.TimeUnit;

/**
 * Whether it pays to look again for a short time before a thread sleeps: to be woken
 * costs some 10 to 20 microseconds, as much as a whole round trip. It learns from what
 * came of it: where answers take longer than the spinning lasts, it is soon given up and
 * tried from time to time only. Used by one thread at a time.
 */
final class Spinning {

	/** About twice what it costs to be woken. */
	static final long NANOS = TimeUnit.MICROSECONDS.toNanos(50);

	/** How often the core is left to its sibling between two looks. */
	static final int PAUSES = 16;

	/**
	 * Between two looks the core may be left to others. Who gets it back this late is
	 * better off asleep: a thread that is woken takes the core from one that has long had
	 * it.
	 */
	private static final long LOSS_NANOS = 10 * NANOS;

	private static final boolean POSSIBLE = Runtime.getRuntime().availableProcessors() > 1;

	private static final int MOST_CREDIT = 8;

	private static final int MISS = 4;

	/** How often a thread sleeps at once before spinning is tried again. */
	private static final int PROBE = 64;

	private int credit = MOST_CREDIT;

	private int skipped;

	/** Whether to spin this time. */
	boolean isWorthwhile() {
		if (!POSSIBLE) {
			return false;
		}
		if (this.credit > 0) {
			return true;
		}
		this.skipped++;
		if (this.skipped < PROBE) {
			return false;
		}
		this.skipped = 0;
		return true;
	}

	/** Something came while the thread was spinning, which took so long. */
	void found(long nanos) {
		if (nanos > LOSS_NANOS) {
			failed();
		}
		else {
			this.credit = Math.min(MOST_CREDIT, this.credit + 1);
		}
	}

	/** Nothing came. */
	void failed() {
		this.credit = Math.max(0, this.credit - MISS);
	}

}
