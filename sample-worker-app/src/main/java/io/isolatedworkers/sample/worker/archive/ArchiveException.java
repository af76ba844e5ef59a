package io.isolatedworkers.sample.worker.archive;

import java.io.Serial;

import io.isolatedworkers.sample.worker.common.CodedException;

/**
 * What was asked of the archive worker cannot be done.
 */
public class ArchiveException extends CodedException {

	@Serial
	private static final long serialVersionUID = 1L;

	/**
	 * An exception.
	 * @param problem what is wrong
	 * @param message what is wrong and what to do
	 */
	public ArchiveException(Problem problem, String message) {
		super(problem, message, null);
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
