package io.isolatedworkers.sample.worker.images;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * What can be wrong with a request to an image worker. The names are the codes that
 * travel to the host.
 */
public enum ImageProblem {

	/** The bytes are no PNG, JPEG or GIF. */
	NOT_AN_IMAGE,

	/** The bytes begin as an image and do not go on as one. */
	CORRUPT_IMAGE,

	/** The image is sound but of a kind that Java cannot read. */
	UNSUPPORTED_IMAGE,

	/** The width is not allowed. */
	BAD_WIDTH;

	/**
	 * Whether a code that travelled is one of these.
	 * @param code the code, {@code null} for none
	 * @return {@code true} if it is the name of a problem
	 */
	public static boolean isCode(@Nullable String code) {
		return Arrays.stream(values()).anyMatch((problem) -> problem.name().equals(code));
	}

}
