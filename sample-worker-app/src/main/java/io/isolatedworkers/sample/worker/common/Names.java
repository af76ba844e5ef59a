package io.isolatedworkers.sample.worker.common;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The names that callers choose, of tasks, runs, requests and classifiers. They become
 * part of the ids of events and rows.
 */
public final class Names {

	/** What a name must be, to be read behind "it must be". */
	public static final String RULE = "1 to 64 letters, digits and '-'";

	private static final Pattern NAME = Pattern.compile("[A-Za-z0-9-]{1,64}");

	private Names() {
	}

	/**
	 * Tells whether a text can be a name.
	 * @param text the text; a message that lacks it has {@code null}
	 * @return {@code true} if it can
	 */
	public static boolean isName(@Nullable String text) {
		return text != null && NAME.matcher(text).matches();
	}

}
