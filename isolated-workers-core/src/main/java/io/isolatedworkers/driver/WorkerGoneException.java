package io.isolatedworkers.driver;

import org.jspecify.annotations.Nullable;

/**
 * Nothing of a worker is left at its address: it ended, or its system was started anew.
 * Its address can be forgotten.
 */
public class WorkerGoneException extends WorkerStartException {

	private static final long serialVersionUID = 1L;

	/**
	 * Makes the exception.
	 * @param message which worker is gone and how that is known
	 * @param cause why, {@code null} for none
	 */
	public WorkerGoneException(String message, @Nullable Throwable cause) {
		super(message, Stage.ENDED, null, "", cause);
	}

}
