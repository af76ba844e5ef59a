package io.isolatedworkers.server;

import java.util.concurrent.TimeUnit;

/**
 * How long the calls of a handler take, on average: whether they may run on the thread
 * that delivers messages. Safe for use by several threads, whose measurements may get
 * lost.
 */
final class Pace {

	/**
	 * What is quicker than this is not worth another thread: to hand it over takes about
	 * as long.
	 */
	private static final long QUICK_NANOS = TimeUnit.MICROSECONDS.toNanos(20);

	/** No single call counts as more, so that a pause of the JVM is soon forgotten. */
	private static final long MOST_NANOS = 10 * QUICK_NANOS;

	/** How much of the average each call makes up: one part in so many. */
	private static final int WEIGHT = 8;

	private volatile long average = 2 * QUICK_NANOS;

	/** Whether a call is not worth another thread. A handler's first calls are. */
	boolean isQuick() {
		return this.average < QUICK_NANOS;
	}

	/** Takes a call into account. */
	void took(long nanos) {
		this.average += (Math.min(nanos, MOST_NANOS) - this.average) / WEIGHT;
	}

}
