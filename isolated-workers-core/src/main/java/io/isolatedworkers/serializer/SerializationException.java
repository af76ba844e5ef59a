package io.isolatedworkers.serializer;

import io.isolatedworkers.message.Delivery;
import io.isolatedworkers.message.WorkerException;

/**
 * A value cannot be turned into a frame: the serializer does not know its type, the frame
 * would be larger than allowed, or it holds bytes that the framing cannot carry. The
 * message was not sent.
 */
public class SerializationException extends WorkerException {

	private static final long serialVersionUID = 1L;

	/**
	 * Makes the exception.
	 * @param message what cannot be sent and why
	 */
	public SerializationException(String message) {
		super(message, Delivery.NOT_SENT);
	}

	/**
	 * Makes the exception.
	 * @param message what cannot be sent and why
	 * @param cause what the serializer threw
	 */
	public SerializationException(String message, Throwable cause) {
		super(message, Delivery.NOT_SENT, cause);
	}

}
