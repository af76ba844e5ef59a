package io.isolatedworkers.driver;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Waits for what is likely to happen at once, before a thread goes to sleep for it:
 * waking a thread takes longer than a small request. The core is first left to whoever
 * can use it, which may be the thread that is waited for. Where others use it for long,
 * there is no such wait for a while: a thread that sleeps gets its core back sooner than
 * one that has left it to them. Safe for use by several threads.
 */
public final class BriefWait {

	/** About as long as it takes to send a thread to sleep and to wake it. */
	private static final long LIMIT_NANOS = TimeUnit.MICROSECONDS.toNanos(20);

	/** Who gets the core back later than this has lost it to somebody else. */
	private static final long LOSS_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

	/** How many times as long as it was lost the core is not left to others again. */
	private static final int PAUSE = 10;

	/** How often to look between two looks at the clock, which cost more. */
	private static final int LOOKS = 16;

	/** In the time of {@link System#nanoTime()}, not before when to wait here again. */
	private static volatile long resume = System.nanoTime();

	private BriefWait() {
	}

	/**
	 * Waits for a moment. Does not react to an interrupt, and leaves the flag as it is.
	 * @param done whether it has happened; must be cheap
	 * @return the last answer of {@code done}
	 */
	public static boolean until(BooleanSupplier done) {
		if (done.getAsBoolean()) {
			return true;
		}
		long begin = System.nanoTime();
		if (begin - resume < 0) {
			return false;
		}
		Thread.yield();
		long back = System.nanoTime();
		if (back - begin > LOSS_NANOS) {
			resume = back + PAUSE * (back - begin);
		}
		do {
			for (int i = 0; i < LOOKS; i++) {
				if (done.getAsBoolean()) {
					return true;
				}
				Thread.onSpinWait();
			}
		}
		while (System.nanoTime() - begin < LIMIT_NANOS);
		return false;
	}

}
