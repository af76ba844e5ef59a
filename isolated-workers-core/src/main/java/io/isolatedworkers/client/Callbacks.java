package io.isolatedworkers.client;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import io.isolatedworkers.driver.LibraryThreads;
import org.jspecify.annotations.Nullable;

/**
 * Runs what depends on answers, which is a user's and may take any time, unless the
 * thread that read them does. One thread runs task after task, so that answers that
 * arrive together cost one hand-over. A task that takes longer while others wait is left
 * to that thread: a further one goes on with the others, so none waits for long behind
 * one that blocks. Each task runs once. The order is kept as long as none takes long.
 * Safe for use by several threads.
 */
final class Callbacks implements Executor {

	/** A thread for each task. */
	static final Executor THREADS = new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS,
			new SynchronousQueue<>(), new LibraryThreads("isolated-workers-callback"));

	/** What all clients use. */
	static final Callbacks SHARED = new Callbacks(THREADS, Duration.ofSeconds(10));

	/** A task that has not ended from one look to the next takes long. */
	private static final Duration LOOK = Duration.ofMillis(1);

	/** Where one task takes long, those behind it may be of its kind. */
	private static final int THREADS_AT_ONCE = 64;

	private final Executor threads;

	private final long idleNanos;

	private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

	/** Who runs what waits, {@code null} if nobody does. */
	private final AtomicReference<@Nullable CallbackRunner> active = new AtomicReference<>();

	private final AtomicBoolean watched = new AtomicBoolean();

	/**
	 * Makes an executor.
	 * @param threads gives a thread to each of its tasks
	 * @param idle how long the thread is kept while there is nothing to do
	 */
	Callbacks(Executor threads, Duration idle) {
		this.threads = threads;
		this.idleNanos = idle.toNanos();
	}

	@Override
	public void execute(Runnable task) {
		try {
			this.waiting.add(task);
		}
		catch (OutOfMemoryError ex) {
			LibraryThreads.runGuarded(task);
			return;
		}
		CallbackRunner runner = this.active.get();
		while (runner == null && !start()) {
			runner = this.active.get();
		}
		if (runner != null && !runner.wake()) {
			watch();
		}
	}

	/** Returns {@code false} if another thread was faster. */
	private boolean start() {
		CallbackRunner runner = null;
		try {
			CallbackRunner made = new CallbackRunner(this.waiting, this.active, this.idleNanos);
			if (!this.active.compareAndSet(null, made)) {
				return false;
			}
			runner = made;
			this.threads.execute(made::run);
		}
		catch (OutOfMemoryError ex) {
			// No thread can be made: rather on this one than never
			if (runner == null || this.active.compareAndSet(runner, null)) {
				runHere();
			}
		}
		return true;
	}

	private void runHere() {
		Runnable task = this.waiting.poll();
		while (task != null) {
			LibraryThreads.runGuarded(task);
			task = this.waiting.poll();
		}
	}

	/** Something waits while another task may be running. */
	private void watch() {
		if (!this.watched.get() && this.watched.compareAndSet(false, true)) {
			lookLater();
		}
	}

	private void lookLater() {
		try {
			CallbackRunner runner = this.active.get();
			long step = (runner != null) ? runner.step() : 0;
			Deadlines.SHARED.after(LOOK, () -> look(runner, step));
		}
		catch (OutOfMemoryError ex) {
			// Who adds the next task tries again
			this.watched.set(false);
		}
	}

	private void look(@Nullable CallbackRunner before, long step) {
		if (this.waiting.isEmpty()) {
			this.watched.set(false);
			if (!this.waiting.isEmpty()) {
				watch();
			}
			return;
		}
		try {
			if (before != null && before.isStuckAt(step)) {
				this.threads.execute(() -> replace(before, step));
			}
		}
		catch (OutOfMemoryError ex) {
			// There may be a thread at the next look, or the task may have ended
		}
		lookLater();
	}

	/** Runs on the thread that is to go on in place of another. */
	private void replace(CallbackRunner before, long step) {
		CallbackRunner runner = new CallbackRunner(this.waiting, this.active, this.idleNanos);
		if (!before.isStuckAt(step) || !this.active.compareAndSet(before, runner)) {
			return;
		}
		if (CallbackRunner.isTask(step)) {
			spread();
		}
		runner.run();
	}

	private void spread() {
		for (int i = 0; i < THREADS_AT_ONCE; i++) {
			Runnable task = this.waiting.poll();
			if (task == null) {
				return;
			}
			try {
				this.threads.execute(() -> LibraryThreads.runGuarded(task));
			}
			catch (OutOfMemoryError ex) {
				LibraryThreads.runGuarded(task);
			}
		}
	}

}
