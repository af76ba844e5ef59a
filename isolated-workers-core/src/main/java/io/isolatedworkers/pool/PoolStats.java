package io.isolatedworkers.pool;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A snapshot of a pool.
 *
 * @param name the pool's name
 * @param driver the name of its driver
 * @param serializer the name of its serializer's class
 * @param size how many workers should take requests
 * @param spares how many more should be kept ready to take over
 * @param pending how many requests have not ended, those that wait included
 * @param queued how many requests wait for a worker
 * @param abandonedThreads how many threads of workers that are gone still run in this
 * JVM, because their code does not react to interrupts; always 0 for workers with
 * processes of their own
 * @param lastFailure how a worker died last or why one could not be started last,
 * {@code null} if that never happened
 * @param workers its workers, spares included
 */
public record PoolStats(String name, String driver, String serializer, int size, int spares, int pending, int queued,
		int abandonedThreads, @Nullable String lastFailure, List<WorkerStats> workers) {

	/**
	 * Makes a snapshot.
	 */
	public PoolStats {
		workers = List.copyOf(workers);
	}

	/**
	 * Whether the pool serves with less than it seems: threads of its former workers go
	 * on and take processor time and memory from those that replaced them.
	 * @return {@code true} while such threads run
	 */
	public boolean degraded() {
		return this.abandonedThreads > 0;
	}

	/**
	 * How many workers are in a state.
	 * @param state the state
	 * @return the number of workers
	 */
	public long count(WorkerState state) {
		return this.workers.stream().filter((worker) -> worker.state() == state).count();
	}

}
