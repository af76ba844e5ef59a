package io.isolatedworkers.command;

import java.io.Serial;

import io.isolatedworkers.message.CodedError;
import org.jspecify.annotations.Nullable;

/**
 * Something that a worker asked of its host failed.
 */
public final class CommandException extends RuntimeException implements CodedError {

	@Serial
	private static final long serialVersionUID = 1L;

	private final CommandProblem problem;

	private final String code;

	/**
	 * A failure of the library's own.
	 * @param problem why
	 * @param message what a person needs to know
	 * @param cause the cause, {@code null} for none
	 */
	public CommandException(CommandProblem problem, String message, @Nullable Throwable cause) {
		this(problem, problem.name(), message, cause);
	}

	/**
	 * A failure of a command, with a code of its own.
	 * @param problem why, {@link CommandProblem#FAILED} for a command that ran
	 * @param code the code that travelled
	 * @param message what a person needs to know
	 * @param cause the cause, {@code null} for none
	 */
	public CommandException(CommandProblem problem, String code, String message, @Nullable Throwable cause) {
		super(message, cause);
		this.problem = problem;
		this.code = code;
	}

	/**
	 * Returns why.
	 * @return the problem
	 */
	public CommandProblem problem() {
		return this.problem;
	}

	/**
	 * Returns the code that travelled: the name of the problem, or for
	 * {@link CommandProblem#FAILED} the code of the command's own {@link CodedError}, if
	 * it threw one.
	 */
	@Override
	public String code() {
		return this.code;
	}

}
