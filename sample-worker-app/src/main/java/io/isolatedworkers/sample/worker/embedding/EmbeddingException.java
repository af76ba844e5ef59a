package io.isolatedworkers.sample.worker.embedding;

import java.io.Serial;

import io.isolatedworkers.sample.worker.common.CodedException;

/**
 * What was asked of the embedding worker cannot be done.
 */
public class EmbeddingException extends CodedException {

	@Serial
	private static final long serialVersionUID = 1L;

	EmbeddingException(Problem problem, String message) {
		super(problem, message, null);
	}

	/**
	 * What can be wrong. The name of a constant is the code that travels.
	 */
	public enum Problem {

		/** A value of the request is not allowed. */
		INVALID_REQUEST,

		/** The host's configuration names a model that there is not. */
		UNKNOWN_MODEL,

		/** The caller gave the request up. */
		CANCELLED

	}

}
