package io.isolatedworkers.driver;

import io.isolatedworkers.message.Delivery;
import io.isolatedworkers.message.WorkerException;
import org.jspecify.annotations.Nullable;

/**
 * A worker did not start: its command does not exist, it ended before it listened, it did
 * not listen in time, or it refused the host. The message says which, with the exit code
 * and the last lines the worker wrote to its standard error.
 */
public class WorkerStartException extends WorkerException {

	private static final long serialVersionUID = 1L;

	private final transient @Nullable ShutdownReason reason;

	private final String outputTail;

	/**
	 * Makes the exception.
	 * @param message what happened and what to do
	 * @param reason how the worker ended, {@code null} if it never ran
	 * @param outputTail the last lines the worker wrote, empty for none
	 * @param cause why, {@code null} for none
	 */
	public WorkerStartException(String message, @Nullable ShutdownReason reason, String outputTail,
			@Nullable Throwable cause) {
		super(outputTail.isEmpty() ? message : "%s%nIts last output:%n%s".formatted(message, outputTail.indent(2)),
				Delivery.NOT_SENT);
		if (cause != null) {
			initCause(cause);
		}
		this.reason = reason;
		this.outputTail = outputTail;
	}

	/**
	 * Returns how the worker ended.
	 * @return the reason, {@code null} if it never ran
	 */
	public @Nullable ShutdownReason reason() {
		return this.reason;
	}

	/**
	 * Returns the last lines that the worker wrote to its standard error.
	 * @return the lines, empty for none
	 */
	public String outputTail() {
		return this.outputTail;
	}

}
