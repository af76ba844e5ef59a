package io.isolatedworkers.serializer;

import java.util.Arrays;
import java.util.BitSet;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.databind.util.TokenBuffer;

/**
 * Puts the bytes behind an envelope back into its payload.
 */
final class AttachmentReader {

	private final byte[] frame;

	/** Where each attachment begins, and where the last one ends. */
	private final int[] bounds;

	/** Which attachments the payload has named so far. */
	private final BitSet used = new BitSet();

	private AttachmentReader(byte[] frame, int[] bounds) {
		this.frame = frame;
		this.bounds = bounds;
	}

	/**
	 * Finds the attachments of a frame from their sizes: they are its last bytes.
	 * @throws IllegalArgumentException if the sizes do not fit into the frame
	 */
	static AttachmentReader of(byte[] frame, int offset, int length, long[] sizes) {
		int[] bounds = new int[sizes.length + 1];
		int end = offset + length;
		bounds[sizes.length] = end;
		for (int i = sizes.length - 1; i >= 0; i--) {
			if (sizes[i] < 0 || sizes[i] > bounds[i + 1] - offset) {
				throw new IllegalArgumentException(
						"the attachments of %s bytes do not fit into the frame".formatted(Arrays.toString(sizes)));
			}
			bounds[i] = bounds[i + 1] - (int) sizes[i];
		}
		return new AttachmentReader(frame, bounds);
	}

	/** Forgets what a payload named that is read once more. */
	void startAgain() {
		this.used.clear();
	}

	/**
	 * Checks that the attachments begin where the envelope ends, and have a payload.
	 * @throws IllegalArgumentException if they do not
	 */
	void checkFollows(int envelopeEnd, boolean payloadSeen) {
		int between = this.bounds[0] - envelopeEnd;
		if (between < 0) {
			throw new IllegalArgumentException("the attachments reach %,d bytes into the envelope".formatted(-between));
		}
		if (between > 0) {
			throw new IllegalArgumentException(
					"there are %,d bytes between the envelope and its attachments".formatted(between));
		}
		if (!payloadSeen && this.bounds.length > 1) {
			throw new IllegalArgumentException(
					"there are %d attachments and no payload".formatted(this.bounds.length - 1));
		}
	}

	/**
	 * The payload at which a parser stands, with its bytes in place.
	 * @throws IllegalArgumentException if it does not name each attachment once
	 */
	TokenBuffer restore(JsonParser parser) {
		TokenBuffer restored = TokenBuffer.forBuffering(parser, ObjectReadContext.empty());
		int depth = 0;
		JsonToken token = parser.currentToken();
		while (true) {
			if (token == JsonToken.VALUE_STRING) {
				restoreText(parser.getString(), restored);
			}
			else {
				restored.copyCurrentEvent(parser);
			}
			depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
			if (depth == 0) {
				checkAllUsed();
				return restored;
			}
			token = parser.nextToken();
		}
	}

	/**
	 * The payload at which a parser stands, if it is an attachment as a whole.
	 * @return its bytes, {@code null} if the payload is anything else
	 * @throws IllegalArgumentException if there are other attachments
	 */
	byte @Nullable [] restoreBytes(JsonParser parser) {
		if (parser.currentToken() != JsonToken.VALUE_STRING || !isAttachment(parser.getString())) {
			return null;
		}
		byte[] bytes = bytes(parser.getString());
		checkAllUsed();
		return bytes;
	}

	private void checkAllUsed() {
		int missing = this.used.nextClearBit(0);
		if (missing < this.bounds.length - 1) {
			throw new IllegalArgumentException(
					"attachment %d does not stand anywhere in the payload".formatted(missing));
		}
	}

	private static boolean isAttachment(String text) {
		return !text.isEmpty() && text.charAt(0) == AttachmentWriter.MARK
				&& (text.length() == 1 || text.charAt(1) != AttachmentWriter.MARK);
	}

	private void restoreText(String text, TokenBuffer restored) {
		if (isAttachment(text)) {
			restored.writeEmbeddedObject(bytes(text));
		}
		else {
			restored
				.writeString((!text.isEmpty() && text.charAt(0) == AttachmentWriter.MARK) ? text.substring(1) : text);
		}
	}

	private byte[] bytes(String text) {
		int number = Integer.parseInt(text, 1, text.length(), 10);
		if (number < 0 || number >= this.bounds.length - 1) {
			throw new IllegalArgumentException(
					"attachment %d is not there; the message has %d".formatted(number, this.bounds.length - 1));
		}
		if (this.used.get(number)) {
			throw new IllegalArgumentException("attachment %d stands twice in the payload".formatted(number));
		}
		this.used.set(number);
		return Arrays.copyOfRange(this.frame, this.bounds[number], this.bounds[number + 1]);
	}

}
