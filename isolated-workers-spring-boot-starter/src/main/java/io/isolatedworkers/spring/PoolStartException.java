package io.isolatedworkers.spring;

import io.isolatedworkers.driver.WorkerStartException;

/**
 * A worker of a configured pool did not start.
 */
final class PoolStartException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String pool;

	private final WorkerStartException failure;

	PoolStartException(String pool, WorkerStartException failure) {
		super("Pool %s cannot be started. %s".formatted(pool, failure.getMessage()), failure);
		this.pool = pool;
		this.failure = failure;
	}

	String pool() {
		return this.pool;
	}

	WorkerStartException failure() {
		return this.failure;
	}

}
