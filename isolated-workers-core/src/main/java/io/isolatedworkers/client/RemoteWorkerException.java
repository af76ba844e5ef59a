package io.isolatedworkers.client;

import io.isolatedworkers.message.Delivery;
import io.isolatedworkers.message.RemoteError;
import io.isolatedworkers.message.WorkerException;
import org.jspecify.annotations.Nullable;

/**
 * The worker answered that its handler failed. Carries what the handler threw: message,
 * name, stack, code, and its causes as the causes of this exception. The stack of this
 * exception is the host's; {@link #remoteStack()} is the worker's.
 */
public class RemoteWorkerException extends WorkerException {

	private static final long serialVersionUID = 1L;

	private final String name;

	private final @Nullable String code;

	private final @Nullable String remoteStack;

	/**
	 * Makes the exception.
	 * @param error what the worker sent
	 */
	public RemoteWorkerException(RemoteError error) {
		super(error.message(), Delivery.REJECTED);
		if (error.cause() != null) {
			initCause(new RemoteWorkerException(error.cause()));
		}
		this.name = error.name();
		this.code = error.code();
		this.remoteStack = error.stack();
	}

	/**
	 * Returns the name of what was thrown: the full class name of a Java exception, or
	 * what another language calls it.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Returns the code of what was thrown.
	 * @return the code, {@code null} for none
	 */
	public @Nullable String code() {
		return this.code;
	}

	/**
	 * Returns the worker's stack trace.
	 * @return the stack trace as text, {@code null} where the worker sent none
	 */
	public @Nullable String remoteStack() {
		return this.remoteStack;
	}

	@Override
	public String toString() {
		return "%s: %s (thrown in the worker as %s%s)".formatted(getClass().getName(), getMessage(), this.name,
				(this.code != null) ? ", code " + this.code : "");
	}

}
