package io.isolatedworkers.sample.worker.archive;

import java.io.Serial;

import io.isolatedworkers.message.CodedError;

/**
 * What was asked of the archive worker cannot be done.
 */
public class ArchiveException extends RuntimeException implements CodedError {

	@Serial
	private static final long serialVersionUID = 1L;

	private final Problem problem;

	/**
	 * An exception.
	 * @param problem what is wrong
	 * @param message what is wrong and what to do
	 */
	public ArchiveException(Problem problem, String message) {
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

		/** There is no task with that id. */
		UNKNOWN_TASK,

		/** Another task has that id. */
		TASK_EXISTS,

		/** So many tasks wait that no other is taken. */
		QUEUE_FULL,

		/** A value of the task is not allowed. */
		INVALID_TASK,

		/** The task's state does not allow that. */
		WRONG_STATE

	}

}
