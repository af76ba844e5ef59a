package io.isolatedworkers.serializer;

import java.nio.charset.StandardCharsets;

import io.isolatedworkers.message.Delivery;
import io.isolatedworkers.message.WorkerException;
import org.jspecify.annotations.Nullable;

/**
 * A frame arrived that is not a message, or whose payload does not fit the type it should
 * have. Names the message as far as it could be read, and the first bytes of the frame.
 */
public class MalformedMessageException extends WorkerException {

	private static final long serialVersionUID = 1L;

	private static final int HEAD_BYTES = 64;

	private final @Nullable String tx;

	private final @Nullable String type;

	/**
	 * Makes the exception.
	 * @param problem what is wrong with the frame
	 * @param tx the transaction id, if it could be read
	 * @param type the wire type, if it could be read
	 * @param frame holds the frame
	 * @param offset where the frame begins
	 * @param length the frame's length
	 * @param cause what the parser threw, {@code null} for none
	 */
	public MalformedMessageException(String problem, @Nullable String tx, @Nullable String type, byte[] frame,
			int offset, int length, @Nullable Throwable cause) {
		super("%s%s; the frame of %,d bytes begins with: %s".formatted((type != null) ? "'" + type + "': " : "",
				problem, length, head(frame, offset, length)), Delivery.MAYBE_EXECUTED);
		if (cause != null) {
			initCause(cause);
		}
		this.tx = tx;
		this.type = type;
	}

	/**
	 * Makes the exception for a message that was not cut out of a stream of bytes.
	 * @param problem what is wrong with the message
	 * @param tx the transaction id
	 * @param type the wire type
	 * @param cause what was thrown, {@code null} for none
	 */
	public MalformedMessageException(String problem, String tx, String type, @Nullable Throwable cause) {
		super("'%s': %s".formatted(type, problem), Delivery.MAYBE_EXECUTED);
		if (cause != null) {
			initCause(cause);
		}
		this.tx = tx;
		this.type = type;
	}

	private static String head(byte[] frame, int offset, int length) {
		String text = new String(frame, offset, Math.min(length, HEAD_BYTES), StandardCharsets.ISO_8859_1);
		StringBuilder readable = new StringBuilder();
		text.chars()
			.forEach((c) -> readable
				.append((c >= 0x20 && c < 0x7F) ? String.valueOf((char) c) : "\\x%02x".formatted(c)));
		return (length > HEAD_BYTES) ? readable + "…" : readable.toString();
	}

	/**
	 * Returns the transaction id of the message.
	 * @return the id, {@code null} if it could not be read
	 */
	public @Nullable String tx() {
		return this.tx;
	}

	/**
	 * Returns the wire type of the message.
	 * @return the type, {@code null} if it could not be read
	 */
	public @Nullable String type() {
		return this.type;
	}

}
