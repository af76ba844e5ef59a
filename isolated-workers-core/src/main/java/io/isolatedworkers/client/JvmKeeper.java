package io.isolatedworkers.client;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

import io.isolatedworkers.driver.LibraryThreads;

/**
 * Keeps the JVM alive while requests are open, as all other threads of the library are
 * daemons: with one thread that is none and exists only meanwhile. Counting a request
 * costs next to nothing; the thread looks from time to time whether any is left.
 */
final class JvmKeeper {

	static final String THREAD = "isolated-workers-keeper";

	/** How much longer than its last request the JVM may be kept. */
	private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	private static final LongAdder MADE = new LongAdder();

	private static final LongAdder ENDED = new LongAdder();

	private static final AtomicBoolean RUNNING = new AtomicBoolean();

	private JvmKeeper() {
	}

	/** A request was made; {@link #requestEnded()} follows once. */
	static void requestMade() {
		MADE.increment();
		if (!RUNNING.get() && RUNNING.compareAndSet(false, true)) {
			start();
		}
	}

	/** A request ended and all that depends on it was told. */
	static void requestEnded() {
		ENDED.increment();
	}

	private static void start() {
		Thread thread = LibraryThreads.newThread(LibraryThreads.root(), JvmKeeper::keep, THREAD, 0,
				JvmKeeper.class.getClassLoader());
		thread.setDaemon(false);
		try {
			thread.start();
		}
		catch (OutOfMemoryError ex) {
			// There are too many threads: that must not fail the request, and the next
			// one
			// tries again
			RUNNING.set(false);
		}
	}

	private static void keep() {
		do {
			while (anyOpen()) {
				LockSupport.parkNanos(LOOK_NANOS);
				// With an interrupt pending it would not wait
				Thread.interrupted();
			}
			RUNNING.set(false);
			// A request that was made before this was seen has started no thread
		}
		while (anyOpen() && RUNNING.compareAndSet(false, true));
	}

	/**
	 * Sums up the ends first: what is made and ends between the two sums makes the answer
	 * too large for once, never too small.
	 */
	private static boolean anyOpen() {
		long ended = ENDED.sum();
		return MADE.sum() != ended;
	}

}
