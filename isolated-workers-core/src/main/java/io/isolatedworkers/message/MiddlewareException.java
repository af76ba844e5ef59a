package io.isolatedworkers.message;

/**
 * A middleware failed, or broke the rule that a message keeps its transaction id and
 * type. The cause is what the middleware threw.
 */
public class MiddlewareException extends WorkerException {

	private static final long serialVersionUID = 1L;

	/**
	 * Makes the exception.
	 * @param message which middleware failed, in which direction and for what
	 * @param delivery what is known about the request's delivery
	 * @param cause what the middleware threw
	 */
	public MiddlewareException(String message, Delivery delivery, Throwable cause) {
		super(message, delivery, cause);
	}

}
