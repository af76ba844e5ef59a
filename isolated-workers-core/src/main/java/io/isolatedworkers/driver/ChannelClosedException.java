package io.isolatedworkers.driver;

import io.isolatedworkers.message.Delivery;
import io.isolatedworkers.message.WorkerException;

/**
 * A message was to be sent over a channel that is closed. It was not sent.
 */
public class ChannelClosedException extends WorkerException {

	private static final long serialVersionUID = 1L;

	/**
	 * Makes the exception.
	 * @param message which channel is closed
	 */
	public ChannelClosedException(String message) {
		super(message, Delivery.NOT_SENT);
	}

}
