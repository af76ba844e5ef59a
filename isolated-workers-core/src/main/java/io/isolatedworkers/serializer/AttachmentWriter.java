package io.isolatedworkers.serializer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.Base64Variant;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.SerializableString;
import tools.jackson.core.util.JsonGeneratorDelegate;

/**
 * Takes the bytes out of a payload while it is written. In their place stands a text of
 * {@link #MARK} and the attachment's number; a text of the user's that begins with the
 * mark gets another in front.
 */
final class AttachmentWriter extends JsonGeneratorDelegate {

	/** A character that no one begins a text with. */
	static final char MARK = '\0';

	private final @Nullable List<ByteBuffer> attachments;

	private boolean bytesFound;

	private AttachmentWriter(JsonGenerator target, @Nullable List<ByteBuffer> attachments) {
		super(target, false);
		this.attachments = attachments;
	}

	/** Collects the bytes of what is written. */
	static AttachmentWriter collecting(JsonGenerator target, List<ByteBuffer> attachments) {
		return new AttachmentWriter(target, attachments);
	}

	/** Stops with an exception where bytes are written, and remembers that it did. */
	static AttachmentWriter detecting(JsonGenerator target) {
		return new AttachmentWriter(target, null);
	}

	boolean bytesFound() {
		return this.bytesFound;
	}

	@Override
	public JsonGenerator writeBinary(Base64Variant variant, byte[] data, int offset, int length) {
		// Whoever writes a part of an array may fill it again before the frame is sent
		boolean whole = offset == 0 && length == data.length;
		attach(() -> ByteBuffer.wrap(whole ? data : Arrays.copyOfRange(data, offset, offset + length)));
		return this;
	}

	@Override
	public int writeBinary(Base64Variant variant, InputStream data, int length) {
		return attach(() -> {
			try {
				return ByteBuffer.wrap((length >= 0) ? data.readNBytes(length) : data.readAllBytes());
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		});
	}

	/** Takes bytes, which are not touched where they are only looked for. */
	private int attach(Supplier<ByteBuffer> source) {
		if (this.attachments == null) {
			this.bytesFound = true;
			throw new IllegalStateException("There are bytes in the payload");
		}
		ByteBuffer bytes = source.get();
		this.delegate.writeString(MARK + String.valueOf(this.attachments.size()));
		this.attachments.add(bytes);
		return bytes.remaining();
	}

	@Override
	public JsonGenerator writeString(@Nullable String text) {
		if (text != null && this.attachments != null && !text.isEmpty() && text.charAt(0) == MARK) {
			this.delegate.writeString(MARK + text);
		}
		else {
			this.delegate.writeString(text);
		}
		return this;
	}

	@Override
	public JsonGenerator writeString(char[] text, int offset, int length) {
		return writeString(new String(text, offset, length));
	}

	@Override
	public JsonGenerator writeString(SerializableString text) {
		return writeString(text.getValue());
	}

}
