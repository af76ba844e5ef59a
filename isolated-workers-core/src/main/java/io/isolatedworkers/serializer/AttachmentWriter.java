package io.isolatedworkers.serializer;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.Base64Variant;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.SerializableString;
import tools.jackson.core.util.JsonGeneratorDelegate;
import tools.jackson.databind.util.TokenBuffer;

/**
 * Takes the bytes out of a payload while it is written. In their place stands a text of
 * {@link #MARK} and the attachment's number; a text of the user's that begins with the
 * mark gets another in front.
 */
final class AttachmentWriter extends JsonGeneratorDelegate {

	/** A character that no one begins a text with. */
	static final char MARK = '\0';

	/** The mark as a JSON text has it. */
	private static final String ESCAPED_MARK = "\\u0000";

	private final @Nullable List<ByteBuffer> attachments;

	private final ObjectWriteContext context;

	private boolean bytesFound;

	private AttachmentWriter(JsonGenerator target, ObjectWriteContext context, @Nullable List<ByteBuffer> attachments) {
		super(target, false);
		this.context = context;
		this.attachments = attachments;
	}

	/**
	 * Collects the bytes of what is written.
	 * @param target gets the rest; a buffer, which has no context of its own
	 * @param context knows how to write objects
	 * @param attachments gets the bytes
	 */
	static AttachmentWriter collecting(TokenBuffer target, ObjectWriteContext context, List<ByteBuffer> attachments) {
		return OfBuffer.collecting(target, context, attachments);
	}

	/** Writes what stands for the only attachment of a payload that is bytes alone. */
	static void writeOnly(JsonGenerator target) {
		target.writeString(MARK + "0");
	}

	/** Stops with an exception where bytes are written, and remembers that it did. */
	static AttachmentWriter detecting(JsonGenerator target) {
		return new AttachmentWriter(target, target.objectWriteContext(), null);
	}

	@Override
	public ObjectWriteContext objectWriteContext() {
		return this.context;
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

	@Override
	public JsonGenerator writeString(Reader text, int length) {
		if (this.attachments == null) {
			this.delegate.writeString(text, length);
			return this;
		}
		StringBuilder all = new StringBuilder();
		try {
			int next = 0;
			while ((length < 0 || all.length() < length) && (next = text.read()) >= 0) {
				all.append((char) next);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return writeString(all.toString());
	}

	@Override
	public JsonGenerator writeUTF8String(byte[] text, int offset, int length) {
		return writeString(new String(text, offset, length, StandardCharsets.UTF_8));
	}

	@Override
	public JsonGenerator writeRawUTF8String(byte[] text, int offset, int length) {
		if (this.attachments == null) {
			this.delegate.writeRawUTF8String(text, offset, length);
			return this;
		}
		return copy('"' + new String(text, offset, length, StandardCharsets.UTF_8) + '"');
	}

	@Override
	public JsonGenerator writeArray(String[] array, int offset, int length) {
		writeStartArray(array, length);
		for (int i = offset; i < offset + length; i++) {
			writeString(array[i]);
		}
		return writeEndArray();
	}

	@Override
	public JsonGenerator writeRawValue(String json) {
		if (this.attachments != null && json.contains(ESCAPED_MARK)) {
			return copy(json);
		}
		this.delegate.writeRawValue(json);
		return this;
	}

	@Override
	public JsonGenerator writeRawValue(String json, int offset, int length) {
		return writeRawValue(json.substring(offset, offset + length));
	}

	@Override
	public JsonGenerator writeRawValue(char[] json, int offset, int length) {
		return writeRawValue(new String(json, offset, length));
	}

	@Override
	public JsonGenerator writeRawValue(SerializableString json) {
		return writeRawValue(json.getValue());
	}

	/** Writes what is serialized already, text by text. */
	private JsonGenerator copy(String json) {
		try (JsonParser parser = this.context.tokenStreamFactory().createParser(ObjectReadContext.empty(), json)) {
			parser.nextToken();
			copyCurrentStructure(parser);
		}
		return this;
	}

	/**
	 * A class of its own, so that the JVM need not load databind to check the other one.
	 */
	private static final class OfBuffer {

		static AttachmentWriter collecting(TokenBuffer target, ObjectWriteContext context,
				List<ByteBuffer> attachments) {
			return new AttachmentWriter(target, context, attachments);
		}

	}

}
