package io.isolatedworkers.client;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import io.isolatedworkers.driver.LibraryThreads;
import org.jspecify.annotations.Nullable;

/**
 * A timer whose thread is woken as seldom as can be: it sleeps until a planned time, and
 * only a deadline before that wakes it. What was removed meanwhile, as the deadlines of
 * answered requests are, never does. Nothing expires early; what expires late because
 * others take their time still does so in order. Safe for use by several threads.
 */
final class Deadlines {

	/** The one timer of all clients. */
	static final Deadlines SHARED = new Deadlines("isolated-workers-timer");

	/** A power of two: threads that send and threads that receive should seldom meet. */
	private static final int HEAPS = 16;

	/** Spreads times evenly: 2^64 divided by the golden ratio. */
	private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

	/** Later than any deadline can be, as a distance from now: 219 years. */
	private static final long NEVER_NANOS = Long.MAX_VALUE / 4 * 3;

	private final LibraryThreads threads;

	private final DeadlineHeap[] heaps = Stream.generate(DeadlineHeap::new).limit(HEAPS).toArray(DeadlineHeap[]::new);

	/** When the thread wakes by itself, as {@link System#nanoTime()}. */
	private final AtomicLong plan = new AtomicLong(System.nanoTime() + NEVER_NANOS);

	private volatile @Nullable Thread thread;

	private final AtomicLong wakeUps = new AtomicLong();

	Deadlines(String threadName) {
		this.threads = new LibraryThreads(threadName);
	}

	/**
	 * Adds a deadline.
	 * @param deadline what is to expire; it may have before this returns
	 */
	void add(Deadline deadline) {
		if (this.thread == null) {
			start();
		}
		if (heapOf(deadline).add(deadline)) {
			wakeAt(deadline.at);
		}
	}

	/** Adds a task that cannot be removed. */
	void after(Duration delay, Runnable task) {
		add(new Deadline(System.nanoTime(), delay) {
			@Override
			void expire() {
				task.run();
			}
		});
	}

	/** Removes a deadline, if it has not expired or been removed before. */
	boolean remove(Deadline deadline) {
		return heapOf(deadline).remove(deadline);
	}

	/** How many deadlines there are. */
	int size() {
		return Arrays.stream(this.heaps).mapToInt(DeadlineHeap::size).sum();
	}

	/** For tests: how often the thread was woken before the time it had planned. */
	long wakeUps() {
		return this.wakeUps.get();
	}

	/** For tests: whether the thread waits. */
	boolean isAsleep() {
		Thread current = this.thread;
		return current != null && current.getState() == Thread.State.TIMED_WAITING;
	}

	private DeadlineHeap heapOf(Deadline deadline) {
		return this.heaps[(int) (deadline.at * SPREAD >>> 32) & (HEAPS - 1)];
	}

	private synchronized void start() {
		if (this.thread == null) {
			Thread made = this.threads.newThread(this::run);
			made.start();
			this.thread = made;
		}
	}

	private void wakeAt(long time) {
		long planned = this.plan.get();
		while (time - planned < 0) {
			// Who comes next has an earlier time than this to wake it again
			if (this.plan.compareAndSet(planned, time)) {
				this.wakeUps.incrementAndGet();
				LockSupport.unpark(this.thread);
				return;
			}
			planned = this.plan.get();
		}
	}

	private void run() {
		while (true) {
			try {
				// Whoever adds something from here on wakes this thread, or it is found
				this.plan.set(System.nanoTime() + NEVER_NANOS);
				long next = expireDue();
				this.plan.set(next);
				LockSupport.parkNanos(this, next - System.nanoTime());
				// With an interrupt pending it would not wait
				Thread.interrupted();
			}
			catch (Throwable ex) {
				// Of what expired, which harms nobody else, or memory or stack is short
			}
		}
	}

	/** Returns when there is something to do again. */
	private long expireDue() {
		while (true) {
			Deadline first = first();
			long now = System.nanoTime();
			if (first == null) {
				return now + NEVER_NANOS;
			}
			if (first.at - now > 0) {
				return first.at;
			}
			if (remove(first)) {
				first.expire();
			}
		}
	}

	private @Nullable Deadline first() {
		Deadline first = null;
		for (DeadlineHeap heap : this.heaps) {
			Deadline candidate = heap.first();
			if (candidate != null && (first == null || candidate.at - first.at < 0)) {
				first = candidate;
			}
		}
		return first;
	}

}
