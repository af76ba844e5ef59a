package io.isolatedworkers.socket;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
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

	/** The same while others wait for what is read. */
	private static final long WATCH_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

	/** How long a thread is kept that nobody needs. */
	private static final long RESERVE_NANOS = TimeUnit.SECONDS.toNanos(5);

	/** After so many looks at one and the same reader the standby sleeps. */
	private static final int LOOKS = 20;

	/** Even while the role is free; each change adds one. */
	private final AtomicLong turn = new AtomicLong();

	private volatile @Nullable Thread reader;

	/** Changed under the lock only, as is the reserve. */
	private volatile @Nullable Thread standby;

	/** A thread that may become the standby, so that none has to be made. */
	private @Nullable Thread reserve;

	/** The standby sleeps until it is woken. */
	private volatile boolean asleep;

	/** The standby is to take the role as soon as it is free. */
	private volatile boolean urgent;

	/** The standby looks more often. */
	private volatile boolean watched;

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
			LockSupport.unpark(this.standby);
		}
		return free;
	}

	/** Has the standby take the role at once if it is free. */
	void call() {
		if (isFree()) {
			this.urgent = true;
			LockSupport.unpark(this.standby);
		}
	}

	/** Has the standby take the role soon if it stays free. */
	void watch() {
		if (!this.watched) {
			this.watched = true;
			LockSupport.unpark(this.standby);
		}
	}

	/** Undoes {@link #watch}. */
	void watchNoMore() {
		if (this.watched) {
			this.watched = false;
		}
	}

	/** Nobody reads any more; the calling thread, which does, was the last. */
	synchronized void end() {
		this.ended = true;
		LockSupport.unpark(this.standby);
		LockSupport.unpark(this.reserve);
	}

	/**
	 * Whether there is a standby, be it one that was in reserve so far.
	 */
	boolean hasStandby() {
		return this.standby != null || appointReserve();
	}

	private synchronized boolean appointReserve() {
		Thread thread = this.reserve;
		this.reserve = null;
		if (thread != null && this.standby == null) {
			this.standby = thread;
		}
		LockSupport.unpark(thread);
		return this.standby != null;
	}

	/** Makes a thread the standby, if there is none. */
	synchronized boolean appoint(Thread thread) {
		if (this.ended || this.standby != null) {
			return false;
		}
		this.standby = thread;
		return true;
	}

	/** Undoes {@link #appoint} for a thread that cannot be started. */
	synchronized void dismiss(Thread thread) {
		if (this.standby == thread) {
			this.standby = null;
		}
	}

	/** Waits a while for being needed as the standby. */
	private boolean isAppointed(Thread self) {
		long start = System.nanoTime();
		long left = RESERVE_NANOS;
		while (true) {
			synchronized (this) {
				if (this.standby == self || appoint(self)) {
					return true;
				}
				boolean inReserve = this.reserve == self;
				if (this.ended || left <= 0 || (this.reserve != null && !inReserve)) {
					this.reserve = inReserve ? null : this.reserve;
					return false;
				}
				this.reserve = self;
			}
			LockSupport.parkNanos(this, left);
			Thread.interrupted();
			left = RESERVE_NANOS - (System.nanoTime() - start);
		}
	}

	/**
	 * Waits as the standby, or in reserve for that, and then for the role. Interrupts are
	 * dropped.
	 * @return {@code false} if there are threads enough, or nobody reads any more
	 */
	boolean await() {
		if (!isAppointed(Thread.currentThread())) {
			return false;
		}
		long seen = -1;
		int looks = 0;
		while (!this.ended) {
			long now = this.turn.get();
			if ((now == seen || this.urgent) && take(now)) {
				this.urgent = false;
				this.watched = false;
				dismiss(Thread.currentThread());
				return true;
			}
			looks = (now == seen) ? looks + 1 : 0;
			seen = now;
			if (looks < LOOKS || this.urgent) {
				LockSupport.parkNanos(this, this.watched ? WATCH_NANOS : LOOK_NANOS);
			}
			else {
				this.watched = false;
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
