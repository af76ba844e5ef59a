package io.isolatedworkers.sample.worker.images;

import io.isolatedworkers.message.CodedError;
import org.jspecify.annotations.Nullable;

/**
 * A request that cannot be served as it is. Its code and its message travel to the host.
 */
public class ImageException extends RuntimeException implements CodedError {

	private static final long serialVersionUID = 1L;

	private final ImageProblem problem;

	ImageException(ImageProblem problem, String message) {
		this(problem, message, null);
	}

	ImageException(ImageProblem problem, String message, @Nullable Throwable cause) {
		super(message, cause);
		this.problem = problem;
	}

	@Override
	public String code() {
		return this.problem.name();
	}

}
