package io.isolatedworkers.driver.process;

/**
 * Where a worker's output goes, as far as its last lines can be read there.
 */
interface OutputTail extends AutoCloseable {

	/** Output that cannot be read. */
	OutputTail NONE = (millis) -> "";

	/** How many lines are kept for errors. */
	int LINES = 20;

	/** How much of a line is kept. */
	int LINE_CHARS = 500;

	/**
	 * The last lines, after waiting for a process that has ended to be read to its end.
	 */
	String tailAfter(long millis);

	/** Nobody asks any more. */
	@Override
	default void close() {
	}

	/** What is kept of a line. */
	static String shorten(String line) {
		return (line.length() > LINE_CHARS) ? line.substring(0, LINE_CHARS) + "…" : line;
	}

	/** Keeps control characters out of logs: they can hide lines or drive a terminal. */
	static String readable(String text) {
		StringBuilder clean = new StringBuilder(text.length());
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c != '\r') {
				clean.append((Character.isISOControl(c) && c != '\t') ? '\uFFFD' : c);
			}
		}
		return clean.toString();
	}

}
