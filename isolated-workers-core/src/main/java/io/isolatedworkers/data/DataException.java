package io.isolatedworkers.data;

import java.io.Serial;

import io.isolatedworkers.message.CodedError;
import org.jspecify.annotations.Nullable;

/**
 * An operation on data failed and changed nothing. Where a handler lets it pass, its code
 * travels to the host.
 */
public class DataException extends RuntimeException implements CodedError {

	@Serial
	private static final long serialVersionUID = 1L;

	private final DataProblem problem;

	/**
	 * An exception without cause.
	 * @param problem what went wrong
	 * @param message what a person needs to know: handle, collection, and what to do
	 */
	public DataException(DataProblem problem, String message) {
		this(problem, message, null);
	}

	/**
	 * An exception with cause.
	 * @param problem what went wrong
	 * @param message what a person needs to know: handle, collection, and what to do
	 * @param cause the cause, {@code null} for none
	 */
	public DataException(DataProblem problem, String message, @Nullable Throwable cause) {
		super(message, cause);
		this.problem = problem;
	}

	/**
	 * Returns what went wrong.
	 * @return the problem
	 */
	public DataProblem problem() {
		return this.problem;
	}

	@Override
	public String code() {
		return this.problem.name();
	}

}
