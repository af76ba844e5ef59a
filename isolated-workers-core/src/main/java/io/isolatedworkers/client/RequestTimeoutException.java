package io.isolatedworkers.client;

import io.isolatedworkers.message.Delivery;
import io.isolatedworkers.message.WorkerException;

/**
 * A request was not answered in time. Raise the request timeout if it may take longer; a
 * worker that does not give the request up within the cancel grace is replaced.
 */
public class RequestTimeoutException extends WorkerException {

	private static final long serialVersionUID = 1L;

	/**
	 * Makes the exception.
	 * @param message which request waited how long for whom
	 * @param delivery how far it had come
	 */
	public RequestTimeoutException(String message, Delivery delivery) {
		super(message, delivery);
	}

}
