package io.isolatedworkers.serializer;

import java.nio.charset.StandardCharsets;

/**
 * The names of an object's properties, which are plain ASCII: nothing in them is escaped.
 */
final class PropertyNames {

	private final String[] names;

	private final byte[][] ascii;

	/** Each as JSON has it, in quotes and with its colon. */
	private final byte[][] quoted;

	PropertyNames(String... names) {
		this.names = names;
		this.ascii = new byte[names.length][];
		this.quoted = new byte[names.length][];
		for (int i = 0; i < names.length; i++) {
			this.ascii[i] = names[i].getBytes(StandardCharsets.US_ASCII);
			this.quoted[i] = "\"".concat(names[i]).concat("\":").getBytes(StandardCharsets.US_ASCII);
		}
	}

	String name(int index) {
		return this.names[index];
	}

	byte[] quoted(int index) {
		return this.quoted[index];
	}

	/** The index of a name, {@code -1} if it is none of these. */
	int indexOf(String name) {
		for (int i = 0; i < this.names.length; i++) {
			if (this.names[i].equals(name)) {
				return i;
			}
		}
		return -1;
	}

	/**
	 * The index of the name that begins at a position and is followed by a quote.
	 * @param expected the one that is looked at first
	 * @return its index, {@code -1} if none of these is there
	 */
	int indexAt(byte[] bytes, int from, int to, int expected) {
		if (expected < this.ascii.length && isAt(this.ascii[expected], bytes, from, to)) {
			return expected;
		}
		for (int i = 0; i < this.ascii.length; i++) {
			if (isAt(this.ascii[i], bytes, from, to)) {
				return i;
			}
		}
		return -1;
	}

	private static boolean isAt(byte[] name, byte[] bytes, int from, int to) {
		if (name.length >= to - from || bytes[from + name.length] != '"') {
			return false;
		}
		for (int i = 0; i < name.length; i++) {
			if (name[i] != bytes[from + i]) {
				return false;
			}
		}
		return true;
	}

	int lengthOf(int index) {
		return this.ascii[index].length;
	}

}
