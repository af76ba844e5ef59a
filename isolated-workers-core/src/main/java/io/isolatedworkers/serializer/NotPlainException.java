package io.isolatedworkers.serializer;

import org.jspecify.annotations.Nullable;

/**
 * There is more to a value than can be read or written here: Jackson is needed.
 */
final class NotPlainException extends Exception {

	static final NotPlainException INSTANCE = new NotPlainException();

	private static final long serialVersionUID = 1L;

	private NotPlainException() {
		super("Jackson is needed", null, false, false);
	}

	/** Leaves the value to Jackson unless it is plain. */
	static void unless(boolean plain) throws NotPlainException {
		if (!plain) {
			throw INSTANCE;
		}
	}

	/** Leaves it to Jackson that something is missing. */
	static <T> T require(@Nullable T value) throws NotPlainException {
		if (value == null) {
			throw INSTANCE;
		}
		return value;
	}

}
