package io.isolatedworkers.client;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs steps one at a time, in the order in which they were added and never under a lock.
 * Safe for use by several threads.
 */
final class SerialQueue {

	private final Executor executor;

	private final Queue<Runnable> steps = new ConcurrentLinkedQueue<>();

	private final AtomicInteger waiting = new AtomicInteger();

	SerialQueue(Executor executor) {
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
		int left = 0;
		do {
			Runnable step = this.steps.poll();
			if (step != null) {
				step.run();
			}
			left = this.waiting.decrementAndGet();
		}
		while (left > 0);
	}

}
