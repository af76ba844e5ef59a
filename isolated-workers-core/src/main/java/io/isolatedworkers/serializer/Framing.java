package io.isolatedworkers.serializer;

import org.jspecify.annotations.Nullable;

/**
 * How one frame is told from the next in a stream of bytes: by a terminator after it
 * (protocol version 1) or by its length before it (version 2). Immutable.
 */
public final class Framing {

	/** The bytes of the length before a frame. */
	public static final int LENGTH_BYTES = 4;

	private static final Framing LENGTH_PREFIXED = new Framing(null);

	private final byte @Nullable [] terminator;

	private Framing(byte @Nullable [] terminator) {
		this.terminator = terminator;
	}

	/**
	 * Frames with their length, four bytes big-endian, before them. They may hold any
	 * bytes.
	 * @return the framing
	 */
	public static Framing lengthPrefixed() {
		return LENGTH_PREFIXED;
	}

	/**
	 * Frames of a serializer, followed by its terminator.
	 * @param serializer the serializer
	 * @return the framing
	 */
	public static Framing terminatedBy(Serializer serializer) {
		return new Framing(serializer.terminator());
	}

	/**
	 * What follows each frame.
	 * @return the terminator, {@code null} where frames carry their length
	 */
	public byte @Nullable [] terminator() {
		return this.terminator;
	}

	/**
	 * Makes room for what comes before a frame. Call it on an empty buffer.
	 * @param buffer the buffer
	 */
	public void begin(FrameBuffer buffer) {
		if (this.terminator == null) {
			for (int i = 0; i < LENGTH_BYTES; i++) {
				buffer.write(0);
			}
		}
	}

	/**
	 * Writes what makes the buffer's content a frame.
	 * @param buffer the buffer, after its content was written
	 * @throws SerializationException if the content holds the terminator
	 */
	public void end(FrameBuffer buffer) {
		if (this.terminator == null) {
			int length = buffer.length() - LENGTH_BYTES;
			byte[] bytes = buffer.array();
			bytes[0] = (byte) (length >>> 24);
			bytes[1] = (byte) (length >>> 16);
			bytes[2] = (byte) (length >>> 8);
			bytes[3] = (byte) length;
			return;
		}
		int length = buffer.length();
		buffer.write(this.terminator, 0, this.terminator.length);
		// Looked for in the whole, for a message may end with the terminator's beginning
		int at = indexOf(buffer.array(), 0, buffer.length(), this.terminator);
		if (at != length) {
			throw new SerializationException(("The message holds the serializer's terminator at byte %,d, which "
					+ "protocol version 1 cannot carry: the other side would cut it there. "
					+ "Use a worker that speaks version 2, or another serializer")
				.formatted(at));
		}
	}

	/**
	 * Finds a terminator.
	 * @param bytes where to look
	 * @param from the first position to look at
	 * @param to the position after the last
	 * @param terminator what to look for
	 * @return the position of its first byte, or -1
	 */
	public static int indexOf(byte[] bytes, int from, int to, byte[] terminator) {
		byte first = terminator[0];
		int last = to - terminator.length;
		for (int i = from; i <= last; i++) {
			if (bytes[i] == first && matches(bytes, i, terminator)) {
				return i;
			}
		}
		return -1;
	}

	private static boolean matches(byte[] bytes, int at, byte[] terminator) {
		for (int i = 1; i < terminator.length; i++) {
			if (bytes[at + i] != terminator[i]) {
				return false;
			}
		}
		return true;
	}

}
