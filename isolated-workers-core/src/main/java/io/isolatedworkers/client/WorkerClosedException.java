package io.isolatedworkers.client;

import io.isolatedworkers.message.Delivery;
import io.isolatedworkers.message.WorkerException;

/**
 * The worker or the pool was closed by this side, before or while the request waited for
 * its answer.
 */
public class WorkerClosedException extends WorkerException {

	private static final long serialVersionUID = 1L;

	/**
	 * Makes the exception.
	 * @param message what was closed
	 * @param delivery how far the request had come
	 */
	public WorkerClosedException(String message, Delivery delivery) {
		super(message, delivery);
	}

}
