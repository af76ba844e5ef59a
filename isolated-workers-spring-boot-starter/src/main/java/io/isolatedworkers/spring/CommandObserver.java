package io.isolatedworkers.spring;

import java.time.Duration;

/**
 * Is told of the commands that were carried out. Must not block.
 */
@FunctionalInterface
interface CommandObserver {

	/**
	 * A command ended.
	 * @param pool the worker's pool, or the name of a guest
	 * @param command the command's name
	 * @param outcome how it ended
	 * @param duration from its beginning to its end
	 */
	void ended(String pool, String command, Outcome outcome, Duration duration);

	/** How a command ended. */
	enum Outcome {

		/** With a result. */
		SUCCESS,

		/** It was called with what it cannot take. */
		INVALID,

		/** It failed. */
		ERROR

	}

}
