package io.isolatedworkers.command;

import java.util.EnumSet;
import java.util.Set;

import io.isolatedworkers.client.RemoteWorkerException;
import io.isolatedworkers.message.CodedError;
import io.isolatedworkers.message.RemoteError;
import org.jspecify.annotations.Nullable;

/**
 * What a worker is told of a failure in its host, and what it makes of that.
 */
final class CommandFailures {

	/** The name of every failure on the wire, whatever was thrown. */
	static final String NAME = "CommandException";

	private static final int MAX_CAUSES = 8;

	/** What a host may say, and a worker believe. */
	private static final Set<CommandProblem> OF_HOST = EnumSet.of(CommandProblem.NOT_ALLOWED,
			CommandProblem.CONFIG_UNAVAILABLE, CommandProblem.SESSION_NOT_FOUND, CommandProblem.INVALID_ARGUMENTS,
			CommandProblem.TOO_DEEP, CommandProblem.TOO_MANY);

	private CommandFailures() {
	}

	/**
	 * Returns what the worker is told: message and code of a failure that has a code, of
	 * any other only that there was one.
	 * @param what was asked for, as the worker knows it
	 */
	static CommandException of(Throwable failure, String what) {
		if (isTooDeep(failure)) {
			return new CommandException(CommandProblem.TOO_DEEP,
					"%s failed: commands call each other too deeply".formatted(what), failure);
		}
		if (failure instanceof CommandException known) {
			return known;
		}
		if (failure instanceof CodedError coded) {
			return new CommandException(CommandProblem.FAILED, codeOf(coded), messageOf(failure, what), failure);
		}
		return new CommandException(CommandProblem.FAILED, "%s failed in the host".formatted(what), failure);
	}

	/** Whether the host need not know more than the worker does. */
	static boolean isTold(Throwable failure) {
		return failure instanceof CodedError || isTooDeep(failure);
	}

	/** A failure at the bottom of nested commands is that of the one at the top, too. */
	private static boolean isTooDeep(Throwable failure) {
		Throwable cause = failure;
		for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
			if (cause instanceof CommandException known && known.problem() == CommandProblem.TOO_DEEP
					|| cause instanceof RemoteWorkerException remote
							&& CommandProblem.TOO_DEEP.name().equals(remote.code())) {
				return true;
			}
			cause = cause.getCause();
		}
		return false;
	}

	@SuppressWarnings("NullAway") // a user's exception may break its promise
	private static String codeOf(CodedError failure) {
		String code = failure.code();
		return (code != null) ? code : CommandProblem.FAILED.name();
	}

	private static String messageOf(Throwable failure, String what) {
		String message = failure.getMessage();
		return (message != null) ? message : what + " failed";
	}

	/**
	 * What travels in place of a failure: nothing that was not meant for the worker.
	 */
	static RemoteError toTravel(RemoteError error) {
		if (error.name().equals(CommandException.class.getName())) {
			return new RemoteError(error.message(), NAME, null, error.code(), null);
		}
		if ("DEADLINE_EXCEEDED".equals(error.code())) {
			return RemoteError.of(NAME, error.message(), CommandProblem.TIMEOUT.name());
		}
		return RemoteError.of(NAME, "The host failed to answer", CommandProblem.FAILED.name());
	}

	static RemoteError toTravel(CommandProblem problem, String message) {
		return RemoteError.of(NAME, message, problem.name());
	}

	/** What a worker makes of a failure that its host sent. */
	static CommandException received(String message, @Nullable String code) {
		for (CommandProblem problem : OF_HOST) {
			if (problem.name().equals(code)) {
				return new CommandException(problem, message, null);
			}
		}
		if (CommandProblem.TIMEOUT.name().equals(code)) {
			return new CommandException(CommandProblem.TIMEOUT, message, null);
		}
		return new CommandException(CommandProblem.FAILED, (code != null) ? code : CommandProblem.FAILED.name(),
				message, null);
	}

}
