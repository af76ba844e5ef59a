package io.isolatedworkers.socket;

import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import io.isolatedworkers.driver.LibraryThreads;
import org.jspecify.annotations.Nullable;

/**
 * What depends on frames that were read. The thread that read them runs it while the role
 * is free; whoever takes the role meanwhile hands what is left to other threads. It
 * learns from what came of it: where tasks take long, those that follow are not taken for
 * a while.
 * <p>
 * Used by the thread that has the role, but for {@link #run()}. What it has learnt may be
 * changed by two threads at once, which does not matter.
 */
final class Aftermath {

	/** A task that takes less costs less than to wake another thread for it. */
	private static final long QUICK_NANOS = TimeUnit.MICROSECONDS.toNanos(20);

	/** No task counts as more: a thread may lose its core for once. */
	private static final long MOST_NANOS = 4 * QUICK_NANOS;

	/** How much of the average each run makes up: one part in so many. */
	private static final int WEIGHT = 16;

	/** How many tasks are not taken after some that took long; doubles each time. */
	private static final int LEAST_REFUSALS = 64;

	private static final int MOST_REFUSALS = 4096;

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	/** Runs what takes too long, or waits behind it; the same for all tasks. */
	private volatile @Nullable Executor elsewhere;

	private volatile boolean running;

	/** What a task takes on average, in nanoseconds. */
	private long average;

	private int toRefuse;

	private int refusals = LEAST_REFUSALS;

	/** Takes a task; {@code false} if it is to run on another thread. */
	boolean add(Runnable task, Executor elsewhere) {
		if (this.toRefuse > 0) {
			this.toRefuse--;
			return false;
		}
		if (this.elsewhere != elsewhere) {
			this.elsewhere = elsewhere;
		}
		try {
			return this.tasks.add(task);
		}
		catch (OutOfMemoryError ex) {
			return false;
		}
	}

	boolean isEmpty() {
		return this.tasks.isEmpty();
	}

	/** Runs what was taken and nobody else runs. */
	void run() {
		this.running = true;
		long start = System.nanoTime();
		int count = 0;
		Runnable task = this.tasks.poll();
		while (task != null) {
			LibraryThreads.runGuarded(task);
			count++;
			task = this.tasks.poll();
		}
		this.running = false;
		if (count > 0) {
			learn((System.nanoTime() - start) / count);
		}
	}

	private void learn(long nanosEach) {
		this.average += (Math.min(nanosEach, MOST_NANOS) - this.average) / WEIGHT;
		if (this.average > QUICK_NANOS) {
			refuseSome();
		}
		else if (this.average < QUICK_NANOS / 4) {
			this.refusals = LEAST_REFUSALS;
		}
	}

	private void refuseSome() {
		this.toRefuse = this.refusals;
		this.refusals = Math.min(this.refusals * 2, MOST_REFUSALS);
		// The next ones decide whether it goes on like that
		this.average = QUICK_NANOS / 2;
	}

	/** Has other threads run what is left, and what comes while one takes long. */
	void leave() {
		if (this.running && this.toRefuse == 0) {
			refuseSome();
		}
		Runnable task = this.tasks.poll();
		while (task != null) {
			hand(task);
			task = this.tasks.poll();
		}
	}

	private void hand(Runnable task) {
		try {
			Objects.requireNonNull(this.elsewhere).execute(task);
		}
		catch (RuntimeException | Error ex) {
			// The stack of who leaves it may be at its end: the next one is not
			this.tasks.add(task);
			throw ex;
		}
	}

}
