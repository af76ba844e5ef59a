package io.isolatedworkers.sample.worker.training;

import java.io.Serial;

import io.isolatedworkers.sample.worker.common.CodedException;
import org.jspecify.annotations.Nullable;

/**
 * What was asked of the training worker cannot be done, or a classifier cannot be read.
 */
public class TrainingException extends CodedException {

	@Serial
	private static final long serialVersionUID = 1L;

	TrainingException(Problem problem, String message) {
		this(problem, message, null);
	}

	TrainingException(Problem problem, String message, @Nullable Throwable cause) {
		super(problem, message, cause);
	}

	/**
	 * What can be wrong. The name of a constant is the code that travels.
	 */
	public enum Problem {

		/** A value of the run, or of the configuration, is not allowed. */
		INVALID_RUN,

		/**
		 * There are no examples, or too few to learn from some and measure with others.
		 */
		NO_EXAMPLES,

		/** All examples have the same label. */
		ONE_LABEL,

		/** The bytes are no classifier of this version. */
		NOT_A_MODEL,

		/** The caller gave the run up. */
		CANCELLED

	}

}
