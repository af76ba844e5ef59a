package io.isolatedworkers.client;

import io.isolatedworkers.driver.ShutdownReason;
import io.isolatedworkers.message.Delivery;
import io.isolatedworkers.message.WorkerException;

/**
 * The worker died while it had the request. Carries how it died and which request that
 * was.
 */
public class WorkerCrashedException extends WorkerException {

	private static final long serialVersionUID = 1L;

	private final transient ShutdownReason reason;

	private final String messageType;

	private final int attempt;

	private final int maxAttempts;

	/**
	 * Makes the exception.
	 * @param message which worker died how, with which request
	 * @param delivery how far the request had come
	 * @param reason how the worker died
	 * @param messageType the name of the request's message type
	 * @param attempt which attempt of the request this was, beginning with 1
	 * @param maxAttempts how many attempts the request had
	 */
	public WorkerCrashedException(String message, Delivery delivery, ShutdownReason reason, String messageType,
			int attempt, int maxAttempts) {
		super(message, delivery);
		this.reason = reason;
		this.messageType = messageType;
		this.attempt = attempt;
		this.maxAttempts = maxAttempts;
	}

	/**
	 * Returns how the worker died.
	 * @return the reason, with exit code, signal and the last lines of its output
	 */
	public ShutdownReason reason() {
		return this.reason;
	}

	/**
	 * Returns the name of the request's message type.
	 * @return the name
	 */
	public String messageType() {
		return this.messageType;
	}

	/**
	 * Returns which attempt of the request this was.
	 * @return the attempt, beginning with 1
	 */
	public int attempt() {
		return this.attempt;
	}

	/**
	 * Returns how many attempts the request had.
	 * @return the number of attempts
	 */
	public int maxAttempts() {
		return this.maxAttempts;
	}

}
