package io.isolatedworkers.driver.thread;

/**
 * Explains why a value that was handed over by reference does not fit where it arrived.
 */
final class Mismatch {

	private Mismatch() {
	}

	/** Names both classes and, where the names are the same, what keeps them apart. */
	static String describe(Object value, Class<?> expected) {
		Class<?> actual = value.getClass();
		return "a %s of %s, which is not the %s of %s; declare the type that is expected shared in ThreadOptions, or do not hand this one over by reference"
			.formatted(actual.getName(), loaderOf(actual), expected.getName(), loaderOf(expected));
	}

	private static String loaderOf(Class<?> type) {
		ClassLoader loader = type.getClassLoader();
		return (loader == null) ? "the JDK" : (loader instanceof WorkerClassLoader) ? loader.toString() : "the host";
	}

}
