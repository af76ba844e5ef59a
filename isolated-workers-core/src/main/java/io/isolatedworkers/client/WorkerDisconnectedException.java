package io.isolatedworkers.client;

import io.isolatedworkers.message.Delivery;
import io.isolatedworkers.message.WorkerException;

/**
 * The connection to the worker ended while the request waited for its answer; the worker
 * lives on and may have executed the request. The answer will not arrive.
 */
public class WorkerDisconnectedException extends WorkerException {

	private static final long serialVersionUID = 1L;

	/**
	 * Makes the exception.
	 * @param message which worker was disconnected with which request
	 * @param delivery how far the request had come
	 */
	public WorkerDisconnectedException(String message, Delivery delivery) {
		super(message, delivery);
	}

}
