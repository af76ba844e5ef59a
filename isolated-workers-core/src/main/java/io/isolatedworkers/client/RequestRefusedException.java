package io.isolatedworkers.client;

import io.isolatedworkers.message.Delivery;
import io.isolatedworkers.message.WorkerException;

/**
 * The request was not taken: a pool's queue is full, none of its workers can be started,
 * or the request's progress publisher belongs to another request. It was not sent, so it
 * is safe to send it again later.
 */
public class RequestRefusedException extends WorkerException {

	private static final long serialVersionUID = 1L;

	/**
	 * Makes the exception.
	 * @param message who refused what and why
	 */
	public RequestRefusedException(String message) {
		super(message, Delivery.NOT_SENT);
	}

	/**
	 * Makes the exception.
	 * @param message which pool refused what and why
	 * @param cause why the pool has no worker
	 */
	public RequestRefusedException(String message, Throwable cause) {
		super(message, Delivery.NOT_SENT, cause);
	}

}
