package io.isolatedworkers.driver;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * Runs steps one at a time, in the order in which they were added and never under a lock.
 * Where the executor runs its task at once, the thread that adds a step runs it, unless
 * another thread is at it already. Safe for use by several threads.
 */
public final class SerialQueue {

	private final Executor executor;

	private final Queue<Runnable> steps = new ConcurrentLinkedQueue<>();

	private final AtomicInteger waiting;

	private SerialQueue(Executor executor, int waiting) {
		this.executor = executor;
		this.waiting = new AtomicInteger(waiting);
	}

	/**
	 * Makes a queue that runs.
	 * @param executor runs what waits, one task at a time
	 */
	public SerialQueue(Executor executor) {
		this(executor, 0);
	}

	/**
	 * Makes a queue that keeps its steps until {@link #begin()}.
	 * @param executor runs what waits, one task at a time
	 * @return the queue
	 */
	public static SerialQueue held(Executor executor) {
		return new SerialQueue(executor, 1);
	}

	/**
	 * Adds a step.
	 * @param step what to run; must not throw
	 */
	public void add(Runnable step) {
		// Mostly nothing waits, and the step need not go through the queue
		if (this.waiting.compareAndSet(0, 1)) {
			this.executor.execute(() -> run(step));
			return;
		}
		this.steps.add(step);
		if (this.waiting.getAndIncrement() == 0) {
			this.executor.execute(() -> run(this.steps.poll()));
		}
	}

	/**
	 * Lets a queue run that was {@linkplain #held held}. Call it once.
	 */
	public void begin() {
		// Nothing to run for the place that a held queue begins with
		this.executor.execute(() -> run(null));
	}

	private void run(@Nullable Runnable first) {
		Throwable failed = null;
		Runnable step = first;
		while (true) {
			try {
				if (step != null) {
					step.run();
				}
			}
			catch (RuntimeException | Error ex) {
				// Where memory is short any step may fail, and the others must still run
				failed = ex;
			}
			if (this.waiting.decrementAndGet() == 0) {
				break;
			}
			step = this.steps.poll();
		}
		if (failed instanceof Error error) {
			throw error;
		}
		if (failed instanceof RuntimeException exception) {
			throw exception;
		}
	}

}
