package io.isolatedworkers.data;

import java.time.Duration;

/**
 * How many rows the next batch may have, so that others wait for a moment only: rows may
 * be large, and disks slow or busy. For one thread at a time.
 */
final class MovePace {

	/**
	 * For how long a batch should lock the source at most. One that took longer makes the
	 * next smaller.
	 */
	static final Duration AIM = Duration.ofMillis(75);

	/** Smaller batches would take longer for the same rows without being much shorter. */
	static final int LEAST_ROWS = 1_000;

	private int most = Move.MAX_BATCH_SIZE;

	int rows(int wanted) {
		return Math.min(wanted, this.most);
	}

	void took(int rows, Duration locked) {
		if (locked.compareTo(AIM) > 0) {
			long fitting = rows * AIM.toNanos() / locked.toNanos();
			this.most = (int) Math.max(LEAST_ROWS, fitting);
		}
		else {
			this.most = Math.min(Move.MAX_BATCH_SIZE, 2 * this.most);
		}
	}

}
