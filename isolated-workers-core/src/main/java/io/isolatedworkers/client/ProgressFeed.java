package io.isolatedworkers.client;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs what belongs to one request one after the other, on a thread that nobody else
 * needs: its reports of progress, and last its end.
 */
final class ProgressFeed {

	private final Executor executor;

	private final Queue<Runnable> steps = new ConcurrentLinkedQueue<>();

	private final AtomicInteger waiting = new AtomicInteger();

	ProgressFeed(Executor executor) {
		this.executor = executor;
	}

	/** Adds a step, which must not throw. */
	void add(Runnable step) {
		this.steps.add(step);
		if (this.waiting.getAndIncrement() == 0) {
			this.executor.execute(this::run);
		}
	}

	private void run() {
		int done = 0;
		do {
			Runnable step = this.steps.poll();
			if (step != null) {
				step.run();
			}
			done = this.waiting.decrementAndGet();
		}
		while (done > 0);
	}

}
