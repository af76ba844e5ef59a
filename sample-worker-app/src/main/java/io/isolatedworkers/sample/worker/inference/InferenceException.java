package io.isolatedworkers.sample.worker.inference;

import java.io.Serial;

import io.isolatedworkers.sample.worker.common.CodedException;
import org.jspecify.annotations.Nullable;

/**
 * What was asked of the inference worker cannot be done.
 */
public class InferenceException extends CodedException {

	@Serial
	private static final long serialVersionUID = 1L;

	InferenceException(Problem problem, String message) {
		this(problem, message, null);
	}

	InferenceException(Problem problem, String message, @Nullable Throwable cause) {
		super(problem, message, cause);
	}

	/**
	 * What can be wrong. The name of a constant is the code that travels.
	 */
	public enum Problem {

		/** A value of the request is not allowed. */
		INVALID_REQUEST,

		/** There is no classifier of that name, or its bytes are damaged. */
		NO_MODEL,

		/** The host knows no such session. */
		UNKNOWN_SESSION,

		/** The caller gave the request up. */
		CANCELLED

	}

}
