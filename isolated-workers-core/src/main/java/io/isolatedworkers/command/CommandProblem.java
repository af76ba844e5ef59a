package io.isolatedworkers.command;

/**
 * Why something that a worker asked of its host failed. The name of a constant is the
 * code that travels.
 */
public enum CommandProblem {

	/**
	 * The worker may not execute that command, emit that event or see sessions. A command
	 * that does not exist gives the same answer.
	 */
	NOT_ALLOWED,

	/**
	 * There is no such configuration for this worker: it is missing, or not listed, or
	 * its name is that of a secret. The answer does not tell which.
	 */
	CONFIG_UNAVAILABLE,

	/** There is no session with that id. */
	SESSION_NOT_FOUND,

	/**
	 * The parameters cannot be read as what the command takes, or break its rules; or an
	 * event is too large.
	 */
	INVALID_ARGUMENTS,

	/** Commands that call each other are nested too deeply. */
	TOO_DEEP,

	/** The worker has too many commands or events open, or too many stored. */
	TOO_MANY,

	/** The command ran and failed; the message is the host's. */
	FAILED,

	/** The host did not answer in time. The command may have run. */
	TIMEOUT,

	/** The host cannot be reached. What was asked may or may not have been done. */
	HOST_AWAY,

	/** The host refused the connection, for want of a valid token. */
	REFUSED,

	/**
	 * The calling thread was interrupted. What was asked may or may not have been done.
	 */
	INTERRUPTED,

	/** The client is closed. */
	CLOSED

}
