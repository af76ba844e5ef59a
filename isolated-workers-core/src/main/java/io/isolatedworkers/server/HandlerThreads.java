package io.isolatedworkers.server;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

import io.isolatedworkers.driver.BriefWait;
import org.jspecify.annotations.Nullable;

/**
 * Runs each task at once, on a thread that has nothing to do or else on a new one; no
 * task ever waits for another. A thread that has finished stays alert for a moment before
 * it sleeps: to wake it costs more than a small request, and whoever was just answered
 * often asks again. Only one is alert at a time. Safe for use by several threads.
 */
final class HandlerThreads implements Executor {

	/** How long a thread sleeps before it ends. */
	private static final long KEEP_NANOS = TimeUnit.SECONDS.toNanos(60);

	private final ThreadFactory factory;

	private final long keepNanos;

	/** Whoever takes a thread from here owes it a task. */
	private final AtomicReference<@Nullable HandlerThread> alert = new AtomicReference<>();

	/** Guards what follows. */
	private final ReentrantLock lock = new ReentrantLock();

	/** Last in, first out, so that those that are not needed end. */
	private final Deque<HandlerThread> asleep = new ArrayDeque<>();

	private final Set<HandlerThread> all = new HashSet<>();

	private volatile boolean stopped;

	/**
	 * Makes an executor without threads.
	 * @param factory makes them
	 */
	HandlerThreads(ThreadFactory factory) {
		this(factory, KEEP_NANOS);
	}

	HandlerThreads(ThreadFactory factory, long keepNanos) {
		this.factory = factory;
		this.keepNanos = keepNanos;
	}

	/**
	 * Runs a task.
	 * @throws RejectedExecutionException after {@link #shutdownNow()}
	 */
	@Override
	public void execute(Runnable task) {
		HandlerThread ready = (this.alert.get() != null) ? this.alert.getAndSet(null) : null;
		if (ready != null) {
			ready.task = task;
			return;
		}
		HandlerThread sleeper;
		this.lock.lock();
		try {
			if (this.stopped) {
				throw new RejectedExecutionException("The worker has ended");
			}
			sleeper = this.asleep.pollLast();
			if (sleeper != null) {
				sleeper.task = task;
			}
		}
		finally {
			this.lock.unlock();
		}
		if (sleeper != null) {
			LockSupport.unpark(sleeper.thread);
		}
		else {
			begin(task);
		}
	}

	private void begin(Runnable task) {
		HandlerThread made = new HandlerThread(task);
		this.lock.lock();
		try {
			if (this.stopped) {
				throw new RejectedExecutionException("The worker has ended");
			}
			this.all.add(made);
		}
		finally {
			this.lock.unlock();
		}
		boolean started = false;
		try {
			made.thread.start();
			started = true;
		}
		finally {
			if (!started) {
				forget(made);
			}
		}
	}

	private void forget(HandlerThread thread) {
		this.lock.lock();
		try {
			this.all.remove(thread);
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Takes no more tasks, and interrupts those that run. */
	void shutdownNow() {
		this.lock.lock();
		try {
			this.stopped = true;
			this.asleep.clear();
			this.all.forEach((thread) -> thread.thread.interrupt());
		}
		finally {
			this.lock.unlock();
		}
	}

	/** A thread and the task it has or gets. */
	private final class HandlerThread implements Runnable {

		private final Thread thread;

		private volatile @Nullable Runnable task;

		/** A named class, as a lambda would be made while the first request waits. */
		private final BooleanSupplier hasTask = new BooleanSupplier() {

			@Override
			public boolean getAsBoolean() {
				return HandlerThread.this.task != null;
			}

		};

		private HandlerThread(Runnable first) {
			this.task = first;
			this.thread = HandlerThreads.this.factory.newThread(this);
		}

		@Override
		public void run() {
			try {
				do {
					runTask();
				}
				while (awaitAlert() || awaitAsleep());
			}
			finally {
				forget(this);
			}
		}

		/** In a method of its own: nothing here keeps a task that has run. */
		private void runTask() {
			Runnable current = this.task;
			this.task = null;
			// An interrupt that came late must not hit this task, unless it is for all
			if (!HandlerThreads.this.stopped) {
				Thread.interrupted();
			}
			if (HandlerThreads.this.stopped) {
				this.thread.interrupt();
			}
			if (current != null) {
				current.run();
			}
		}

		/** Looks for a task; {@code false} if none came soon. */
		private boolean awaitAlert() {
			AtomicReference<@Nullable HandlerThread> place = HandlerThreads.this.alert;
			if (HandlerThreads.this.stopped || place.get() != null || !place.compareAndSet(null, this)) {
				return false;
			}
			if (BriefWait.until(this.hasTask)) {
				return true;
			}
			if (place.compareAndSet(this, null)) {
				return false;
			}
			// It was taken, and its task is on the way
			while (this.task == null) {
				Thread.yield();
			}
			return true;
		}

		/** Sleeps until there is a task; {@code false} if the thread is to end. */
		private boolean awaitAsleep() {
			if (!lieDown()) {
				return false;
			}
			long begin = System.nanoTime();
			while (this.task == null) {
				long left = HandlerThreads.this.keepNanos - (System.nanoTime() - begin);
				if ((left <= 0 || HandlerThreads.this.stopped) && standUp()) {
					return false;
				}
				LockSupport.parkNanos(HandlerThreads.this, Math.max(1, left));
				// With an interrupt pending it would not sleep
				Thread.interrupted();
			}
			return true;
		}

		private boolean lieDown() {
			HandlerThreads.this.lock.lock();
			try {
				return !HandlerThreads.this.stopped && HandlerThreads.this.asleep.add(this);
			}
			finally {
				HandlerThreads.this.lock.unlock();
			}
		}

		/** Returns {@code false} if there is a task. */
		private boolean standUp() {
			HandlerThreads.this.lock.lock();
			try {
				HandlerThreads.this.asleep.remove(this);
				return this.task == null;
			}
			finally {
				HandlerThreads.this.lock.unlock();
			}
		}

	}

}
