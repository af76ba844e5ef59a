package io.isolatedworkers.socket;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * Which thread reads from a connection: one at a time. A thread that waits for something
 * takes the role while it is free; a standby thread takes it when it stays free, so that
 * it is not handed to and fro where callers come one after the other.
 * <p>
 * What a thread did in the role is visible to the next one. Safe for use by several
 * threads.
 */
final class ReaderRole {

	/** How long the role stays free before the standby takes it, at most twice this. */
	private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	/** After so many looks at one and the same reader the standby sleeps. */
	private static final int LOOKS = 20;

	/** Even while the role is free; each change adds one. */
	private final AtomicLong turn = new AtomicLong();

	private volatile @Nullable Thread reader;

	private final AtomicReference<@Nullable Thread> standby = new AtomicReference<>();

	/** The standby sleeps until it is woken. */
	private volatile boolean asleep;

	/** The standby is to take the role as soon as it is free. */
	private volatile boolean urgent;

	private volatile boolean ended;

	/** Takes the role if it is free. */
	boolean take() {
		return take(this.turn.get());
	}

	/** Takes the role back, unless another thread has had it meanwhile. */
	boolean take(long free) {
		if ((free & 1) != 0 || !this.turn.compareAndSet(free, free + 1)) {
			return false;
		}
		this.reader = Thread.currentThread();
		return true;
	}

	boolean isMine() {
		return this.reader == Thread.currentThread();
	}

	boolean isFree() {
		return (this.turn.get() & 1) == 0;
	}

	/**
	 * Gives the role up; the standby takes it if nobody else does.
	 * @return what to take it back with
	 */
	long release() {
		this.reader = null;
		long free = this.turn.incrementAndGet();
		if (this.asleep) {
			LockSupport.unpark(this.standby.get());
		}
		return free;
	}

	/** Has the standby take the role at once if it is free. */
	void call() {
		if (isFree()) {
			this.urgent = true;
			LockSupport.unpark(this.standby.get());
		}
	}

	/** Nobody reads any more; the calling thread, which does, was the last. */
	void end() {
		this.ended = true;
		LockSupport.unpark(this.standby.get());
	}

	/** Whether there is a standby. */
	boolean hasStandby() {
		return this.standby.get() != null;
	}

	/** Makes a thread the standby, if there is none. */
	boolean appoint(Thread thread) {
		return !this.ended && this.standby.compareAndSet(null, thread);
	}

	/** Undoes {@link #appoint} for a thread that cannot be started. */
	void dismiss(Thread thread) {
		this.standby.compareAndSet(thread, null);
	}

	/**
	 * Waits as the standby for the role. Interrupts are dropped.
	 * @return {@code false} if another thread is the standby, or nobody reads any more
	 */
	boolean await() {
		Thread self = Thread.currentThread();
		if (this.standby.get() != self && !appoint(self)) {
			return false;
		}
		long seen = -1;
		int looks = 0;
		while (!this.ended) {
			long now = this.turn.get();
			if ((now == seen || this.urgent) && take(now)) {
				this.urgent = false;
				this.standby.set(null);
				return true;
			}
			looks = (now == seen) ? looks + 1 : 0;
			seen = now;
			if (looks < LOOKS || this.urgent) {
				LockSupport.parkNanos(this, LOOK_NANOS);
			}
			else {
				sleepWhile(now);
			}
			// With an interrupt pending no park would wait
			Thread.interrupted();
		}
		return false;
	}

	private void sleepWhile(long reading) {
		this.asleep = true;
		if (this.turn.get() == reading && !this.ended) {
			LockSupport.park(this);
		}
		this.asleep = false;
	}

}
