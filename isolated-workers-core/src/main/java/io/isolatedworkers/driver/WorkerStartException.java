package io.isolatedworkers.driver;

import io.isolatedworkers.message.Delivery;
import io.isolatedworkers.message.WorkerException;
import org.jspecify.annotations.Nullable;

/**
 * A worker did not start: its command does not exist, it ended before it listened, it did
 * not listen in time, it could not be connected to, or it refused the host. The message
 * says which, with the exit code and the last lines the worker wrote.
 */
public class WorkerStartException extends WorkerException {

	private static final long serialVersionUID = 1L;

	/** How far a worker came that did not start. */
	public enum Stage {

		/** Nothing was run: what it was to run, or what that needs, is not there. */
		NOT_STARTED,

		/** It ran and ended before it could be used. */
		ENDED,

		/** It ran and did not listen in time. */
		NOT_LISTENING,

		/** It listened, and no connection to it could be used. */
		NOT_CONNECTED,

		/** It and the host do not fit together, and one of them said so. */
		REFUSED

	}

	private final Stage stage;

	private final transient @Nullable ShutdownReason reason;

	private final String outputTail;

	/**
	 * Makes the exception.
	 * @param message what happened and what to do
	 * @param stage how far the worker came
	 * @param reason how the worker ended, {@code null} if its process did not end by
	 * itself
	 * @param outputTail the last lines the worker wrote, empty for none
	 * @param cause why, {@code null} for none
	 */
	public WorkerStartException(String message, Stage stage, @Nullable ShutdownReason reason, String outputTail,
			@Nullable Throwable cause) {
		super(outputTail.isEmpty() ? message : "%s%nIts last output:%n%s".formatted(message, outputTail.indent(2)),
				Delivery.NOT_SENT);
		if (cause != null) {
			initCause(cause);
		}
		this.stage = stage;
		this.reason = reason;
		this.outputTail = outputTail;
	}

	/**
	 * Returns how far the worker came.
	 * @return the stage
	 */
	public Stage stage() {
		return this.stage;
	}

	/**
	 * Returns how the worker ended.
	 * @return the reason, {@code null} if its process did not end by itself
	 */
	public @Nullable ShutdownReason reason() {
		return this.reason;
	}

	/**
	 * Returns the last lines that the worker wrote to its standard error, or to its
	 * standard output if it wrote no errors.
	 * @return the lines, empty for none
	 */
	public String outputTail() {
		return this.outputTail;
	}

}
