package io.isolatedworkers.client;

import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import io.isolatedworkers.driver.LibraryThreads;
import org.jspecify.annotations.Nullable;

/**
 * What one thread of {@link Callbacks} does as long as it is the active one: runs what
 * waits, sleeps while there is nothing, and ends when that lasts.
 */
final class CallbackRunner {

	private final Queue<Runnable> waiting;

	private final AtomicReference<@Nullable CallbackRunner> active;

	private final long idleNanos;

	/** Odd while a task runs, and never the same for two tasks. */
	private final AtomicLong step = new AtomicLong();

	private final AtomicBoolean asleep = new AtomicBoolean();

	private volatile @Nullable Thread thread;

	CallbackRunner(Queue<Runnable> waiting, AtomicReference<@Nullable CallbackRunner> active, long idleNanos) {
		this.waiting = waiting;
		this.active = active;
		this.idleNanos = idleNanos;
	}

	/** Returns {@code false} if it was awake. */
	boolean wake() {
		if (!this.asleep.get() || !this.asleep.compareAndSet(true, false)) {
			return false;
		}
		LockSupport.unpark(this.thread);
		return true;
	}

	long step() {
		return this.step.get();
	}

	/**
	 * Whether it is still where it was at that step: in the same task, or without a
	 * thread, which it may never get if the stack of who made it was at its end.
	 */
	boolean isStuckAt(long step) {
		return (this.thread == null || isTask(step)) && this.step.get() == step;
	}

	static boolean isTask(long step) {
		return (step & 1) == 1;
	}

	void run() {
		this.thread = Thread.currentThread();
		long begun = this.step.get();
		while (this.active.get() == this) {
			Runnable task = this.waiting.poll();
			if (task != null) {
				this.step.setRelease(++begun);
				LibraryThreads.runGuarded(task);
				this.step.setRelease(++begun);
			}
			else if (!sleep() && hasLeft()) {
				return;
			}
		}
	}

	/** Returns {@code false} if nothing came while it slept. */
	private boolean sleep() {
		this.asleep.set(true);
		long end = System.nanoTime() + this.idleNanos;
		long left = this.idleNanos;
		while (left > 0 && this.asleep.get() && this.waiting.isEmpty()) {
			LockSupport.parkNanos(this, left);
			// With an interrupt pending it would not wait
			Thread.interrupted();
			left = end - System.nanoTime();
		}
		return !this.asleep.compareAndSet(true, false) || left > 0;
	}

	/**
	 * A task that was added before this is seen was left to this one, so that it has to
	 * go on unless another runs by now.
	 */
	private boolean hasLeft() {
		return !this.active.compareAndSet(this, null) || this.waiting.isEmpty()
				|| !this.active.compareAndSet(null, this);
	}

}
