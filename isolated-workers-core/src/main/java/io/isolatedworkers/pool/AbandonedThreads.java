package io.isolatedworkers.pool;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.isolatedworkers.client.Worker;
import io.isolatedworkers.logging.Logger;

/**
 * Counts what is left of a pool's former workers: threads that cannot be killed and go
 * on. Safe for use by several threads.
 */
final class AbandonedThreads {

	private final String pool;

	private final Logger logger;

	private final List<Worker> workers = new CopyOnWriteArrayList<>();

	AbandonedThreads(String pool, Logger logger) {
		this.pool = pool;
		this.logger = logger;
	}

	/** A worker is gone. */
	void add(Worker worker) {
		int threads = worker.abandonedThreads();
		if (threads > 0) {
			this.workers.add(worker);
			this.logger.warn(
					"Pool %s is degraded: %d threads of worker %s go on although the worker is gone, %d threads in all. A thread cannot be killed; run code that does not react to interrupts with driver 'child-process'"
						.formatted(this.pool, threads, worker.name(), count()));
		}
	}

	/** How many threads of workers that are gone run now. */
	int count() {
		this.workers.removeIf((worker) -> worker.abandonedThreads() == 0);
		return this.workers.stream().mapToInt(Worker::abandonedThreads).sum();
	}

}
