package io.isolatedworkers.socket;

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
 * But for {@link #leave()} used by one thread at a time, the one that reads or did.
 */
final class Aftermath {

	/** A task that takes less costs less than to wake another thread for it. */
	private static final long QUICK_NANOS = TimeUnit.MICROSECONDS.toNanos(20);

	/** A thread that loses its core for once does not make its tasks long ones. */
	private static final int WEIGHT = 16;

	/** How many tasks are not taken after some that took long; doubles each time. */
	private static final int LEAST_REFUSALS = 64;

	private static final int MOST_REFUSALS = 4096;

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	/** Runs what takes too long, or waits behind it; the same for all tasks. */
	private volatile @Nullable Executor elsewhere;

	/** What a task takes on average, in nanoseconds; recent ones count most. */
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
		this.tasks.add(task);
		return true;
	}

	boolean isEmpty() {
		return this.tasks.isEmpty();
	}

	/** Runs what was taken and nobody else runs. */
	void run() {
		long start = System.nanoTime();
		int count = 0;
		Runnable task = this.tasks.poll();
		while (task != null) {
			LibraryThreads.runGuarded(task);
			count++;
			task = this.tasks.poll();
		}
		if (count > 0) {
			learn((System.nanoTime() - start) / count);
		}
	}

	private void learn(long nanosEach) {
		this.average += (nanosEach - this.average) / WEIGHT;
		if (this.average > QUICK_NANOS) {
			this.toRefuse = this.refusals;
			this.refusals = Math.min(this.refusals * 2, MOST_REFUSALS);
			// The next ones decide whether it goes on like that
			this.average = QUICK_NANOS / 2;
		}
		else if (nanosEach < QUICK_NANOS) {
			this.refusals = LEAST_REFUSALS;
		}
	}

	/** Has other threads run what is left. */
	void leave() {
		Runnable task = this.tasks.poll();
		while (task != null) {
			Executor executor = this.elsewhere;
			if (executor != null) {
				executor.execute(task);
			}
			task = this.tasks.poll();
		}
	}

}
