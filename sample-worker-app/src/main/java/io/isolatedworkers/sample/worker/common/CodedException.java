package io.isolatedworkers.sample.worker.common;

import java.io.Serial;

import io.isolatedworkers.message.CodedError;
import org.jspecify.annotations.Nullable;

/**
 * What was asked of a worker cannot be done. What is wrong travels to the host as a code,
 * with the message.
 */
public abstract class CodedException extends RuntimeException implements CodedError {

	@Serial
	private static final long serialVersionUID = 1L;

	private final Enum<?> problem;

	/**
	 * An exception.
	 * @param problem what is wrong; its name is the code
	 * @param message what is wrong and what to do
	 * @param cause what led to it, {@code null} for nothing
	 */
	protected CodedException(Enum<?> problem, String message, @Nullable Throwable cause) {
		super(message, cause);
		this.problem = problem;
	}

	/**
	 * Returns what is wrong.
	 * @return the problem
	 */
	public Enum<?> problem() {
		return this.problem;
	}

	@Override
	public String code() {
		return this.problem.name();
	}

}
