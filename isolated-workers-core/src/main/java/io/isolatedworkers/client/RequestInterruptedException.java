package io.isolatedworkers.client;

import io.isolatedworkers.message.Delivery;
import io.isolatedworkers.message.WorkerException;

/**
 * The thread that waited in a contract call was interrupted. Its request was cancelled;
 * the thread's interrupt flag is set.
 */
public class RequestInterruptedException extends WorkerException {

	private static final long serialVersionUID = 1L;

	/**
	 * Makes the exception.
	 * @param message which call was interrupted
	 * @param cause the interrupt
	 */
	public RequestInterruptedException(String message, InterruptedException cause) {
		super(message, Delivery.MAYBE_EXECUTED, cause);
	}

}
