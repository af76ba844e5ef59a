package io.isolatedworkers.sample.worker.images;

import java.io.Serial;

import io.isolatedworkers.sample.worker.common.CodedException;
import org.jspecify.annotations.Nullable;

/**
 * A request that cannot be served as it is. Its code and its message travel to the host.
 */
public class ImageException extends CodedException {

	@Serial
	private static final long serialVersionUID = 1L;

	ImageException(ImageProblem problem, String message) {
		this(problem, message, null);
	}

	ImageException(ImageProblem problem, String message, @Nullable Throwable cause) {
		super(problem, message, cause);
	}

}
