package io.isolatedworkers.pool;

import java.time.Duration;

import io.isolatedworkers.socket.Backoff;

/**
 * How many workers a pool has and how it deals with them.
 *
 * @param size how many workers; default 2, so that one can be replaced while the other
 * works
 * @param spares how many workers more are kept started, connected and idle, to take over
 * at once from one that is gone; default 0. Each costs the memory of a worker
 * @param concurrency how many requests a worker gets at the same time; default 1: a
 * worker that dies takes one request with it
 * @param queueCapacity how many requests may wait for a worker; one more is refused at
 * once; default 1,000
 * @param restartBackoff the wait before a worker is replaced that died, or could not be
 * started, without having answered a request since its start; a worker that answered is
 * replaced at once; default exponential from 100 ms to 10 s
 */
public record PoolOptions(int size, int spares, int concurrency, int queueCapacity, Backoff restartBackoff) {

	/** How many workers a pool has by default. */
	public static final int DEFAULT_SIZE = 2;

	/** How many workers are kept in reserve by default. */
	public static final int DEFAULT_SPARES = 0;

	/** How many requests a worker gets at the same time by default. */
	public static final int DEFAULT_CONCURRENCY = 1;

	/** How many requests may wait by default. */
	public static final int DEFAULT_QUEUE_CAPACITY = 1_000;

	/** The first wait before a worker is replaced by default. */
	public static final Duration DEFAULT_RESTART_DELAY = Duration.ofMillis(100);

	/** The longest wait before a worker is replaced by default. */
	public static final Duration DEFAULT_MAX_RESTART_DELAY = Duration.ofSeconds(10);

	/**
	 * Checks the options.
	 */
	public PoolOptions {
		requireAtLeast("size", size, 1);
		requireAtLeast("spares", spares, 0);
		requireAtLeast("concurrency", concurrency, 1);
		requireAtLeast("queueCapacity", queueCapacity, 0);
	}

	private static void requireAtLeast(String name, int value, int least) {
		if (value < least) {
			throw new IllegalArgumentException("Pool %s is %d; it must be at least %d".formatted(name, value, least));
		}
	}

	/**
	 * Returns options with all defaults.
	 * @return the options
	 */
	public static PoolOptions defaults() {
		return new PoolOptions(DEFAULT_SIZE, DEFAULT_SPARES, DEFAULT_CONCURRENCY, DEFAULT_QUEUE_CAPACITY,
				Backoff.exponential(DEFAULT_RESTART_DELAY, DEFAULT_MAX_RESTART_DELAY));
	}

	/**
	 * Options with another number of workers.
	 * @param size how many workers
	 * @return the options
	 */
	public PoolOptions withSize(int size) {
		return new PoolOptions(size, this.spares, this.concurrency, this.queueCapacity, this.restartBackoff);
	}

	/**
	 * Options with another number of workers in reserve.
	 * @param spares how many workers, 0 for none
	 * @return the options
	 */
	public PoolOptions withSpares(int spares) {
		return new PoolOptions(this.size, spares, this.concurrency, this.queueCapacity, this.restartBackoff);
	}

	/**
	 * Options with another number of requests that a worker gets at the same time.
	 * @param concurrency how many requests
	 * @return the options
	 */
	public PoolOptions withConcurrency(int concurrency) {
		return new PoolOptions(this.size, this.spares, concurrency, this.queueCapacity, this.restartBackoff);
	}

	/**
	 * Options with another number of requests that may wait.
	 * @param queueCapacity how many requests, 0 to refuse what no worker is free for
	 * @return the options
	 */
	public PoolOptions withQueueCapacity(int queueCapacity) {
		return new PoolOptions(this.size, this.spares, this.concurrency, queueCapacity, this.restartBackoff);
	}

	/**
	 * Options with other waits before a worker is replaced.
	 * @param restartBackoff the waits
	 * @return the options
	 */
	public PoolOptions withRestartBackoff(Backoff restartBackoff) {
		return new PoolOptions(this.size, this.spares, this.concurrency, this.queueCapacity, restartBackoff);
	}

}
