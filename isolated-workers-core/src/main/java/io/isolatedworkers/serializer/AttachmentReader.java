package io.isolatedworkers.serializer;

import java.util.Arrays;

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

	/** The payload at which a parser stands, with its bytes in place. */
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
				return restored;
			}
			token = parser.nextToken();
		}
	}

	private void restoreText(String text, TokenBuffer restored) {
		if (text.length() < 2 || text.charAt(0) != AttachmentWriter.MARK) {
			restored.writeString(text);
		}
		else if (text.charAt(1) == AttachmentWriter.MARK) {
			restored.writeString(text.substring(1));
		}
		else {
			restored.writeEmbeddedObject(bytes(Integer.parseInt(text, 1, text.length(), 10)));
		}
	}

	private byte[] bytes(int number) {
		if (number < 0 || number >= this.bounds.length - 1) {
			throw new IllegalArgumentException(
					"attachment %d is not there; the message has %d".formatted(number, this.bounds.length - 1));
		}
		return Arrays.copyOfRange(this.frame, this.bounds[number], this.bounds[number + 1]);
	}

}
