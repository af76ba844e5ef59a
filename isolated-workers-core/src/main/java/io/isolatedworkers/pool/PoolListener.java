package io.isolatedworkers.pool;

import java.time.Duration;

import io.isolatedworkers.client.Request;
import io.isolatedworkers.driver.ShutdownReason;

/**
 * Is told what happens in one pool or several; the place to attach metrics. Called by
 * threads that other requests need: must not block. What it throws is logged and
 * otherwise ignored.
 */
public interface PoolListener {

	/** Takes no notice. */
	PoolListener NONE = new PoolListener() {
	};

	/**
	 * A request ended.
	 * @param pool the name of the pool
	 * @param messageType the name of its message type
	 * @param outcome how it ended
	 * @param duration from its making to its end, its time in the queue included
	 */
	default void requestEnded(String pool, String messageType, Request.Outcome outcome, Duration duration) {
	}

	/**
	 * A worker can be used, be it as a spare.
	 * @param pool the name of the pool
	 * @param workerId the worker, such as {@code images-1}
	 * @param restart whether it replaces one that is gone
	 */
	default void workerStarted(String pool, String workerId, boolean restart) {
	}

	/**
	 * A spare takes requests from now on, in place of a worker that is gone or lost its
	 * connection. The death of that one may be told before or after.
	 * @param pool the name of the pool
	 * @param workerId the spare
	 */
	default void spareTookOver(String pool, String workerId) {
	}

	/**
	 * A worker died that the pool did not close, be it a spare.
	 * @param pool the name of the pool
	 * @param workerId the worker
	 * @param reason why
	 */
	default void workerDied(String pool, String workerId, ShutdownReason reason) {
	}

}
