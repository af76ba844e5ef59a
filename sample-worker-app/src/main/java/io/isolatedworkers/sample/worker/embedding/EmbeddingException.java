package io.isolatedworkers.sample.worker.embedding;

import java.io.Serial;

import io.isolatedworkers.message.CodedError;

/**
 * What was asked of the embedding worker cannot be done.
 */
public class EmbeddingException extends RuntimeException implements CodedError {

	@Serial
	private static final long serialVersionUID = 1L;

	private final Problem problem;

	EmbeddingException(Problem problem, String message) {
		super(message);
		this.problem = problem;
	}

	/**
	 * Returns what is wrong.
	 * @return the problem
	 */
	public Problem problem() {
		return this.problem;
	}

	@Override
	public String code() {
		return this.problem.name();
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
