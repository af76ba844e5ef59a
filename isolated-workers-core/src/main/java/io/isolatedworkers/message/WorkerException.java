package io.isolatedworkers.message;

/**
 * The root of everything that a worker, a client or a pool throws by itself. Subclasses
 * say what happened; {@link #delivery()} says how far the request had come.
 */
public abstract class WorkerException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final Delivery delivery;

	/**
	 * Makes the exception.
	 * @param message what happened and what to do
	 * @param delivery how far the request had come
	 */
	protected WorkerException(String message, Delivery delivery) {
		super(message);
		this.delivery = delivery;
	}

	/**
	 * Makes the exception.
	 * @param message what happened and what to do
	 * @param delivery how far the request had come
	 * @param cause why
	 */
	protected WorkerException(String message, Delivery delivery, Throwable cause) {
		super(message, cause);
		this.delivery = delivery;
	}

	/**
	 * Returns how far the request had come.
	 * @return what is known about its delivery
	 */
	public final Delivery delivery() {
		return this.delivery;
	}

}
