package io.isolatedworkers.serializer;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.isolatedworkers.message.Message;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.databind.util.TokenBuffer;

/**
 * Reads the message of one frame: its envelope by streaming, its payload straight to its
 * type. Used once.
 */
final class EnvelopeReader {

	private final JacksonMessages format;

	private final JacksonPayloads payloads;

	private final PayloadTypes types;

	private final byte[] frame;

	private final int offset;

	private final int length;

	private @Nullable String tx;

	private @Nullable String type;

	private @Nullable AttachmentReader attachments;

	EnvelopeReader(JacksonMessages format, JacksonPayloads payloads, PayloadTypes types, byte[] frame, int offset,
			int length) {
		this.format = format;
		this.payloads = payloads;
		this.types = types;
		this.frame = frame;
		this.offset = offset;
		this.length = length;
	}

	Message read() {
		try {
			try {
				return readInAnyOrder(true);
			}
			catch (NotPlainException ex) {
				return readInAnyOrder(false);
			}
		}
		catch (NotPlainException ex) {
			throw new IllegalStateException(ex);
		}
		catch (MalformedMessageException ex) {
			throw ex;
		}
		catch (JacksonException ex) {
			throw malformed(((this.type != null) ? "the payload cannot be read: " : "not a message: ")
					+ ex.getOriginalMessage(), ex);
		}
		catch (RuntimeException | Error ex) {
			// A constructor of the user's, a deserializer, or a class that cannot be
			// loaded
			throw malformed("the payload cannot be read: " + ex, ex);
		}
	}

	/**
	 * Reads a payload as it comes, without knowing whether {@code attachments} follow.
	 * What is read wrongly for that reason is read again with them.
	 */
	private Message readInAnyOrder(boolean mayBePlain) throws NotPlainException {
		try {
			return readEnvelope(mayBePlain);
		}
		catch (RuntimeException ex) {
			if (this.attachments != null || !this.format.supportsAttachments() || !findAttachments()) {
				throw ex;
			}
			return readEnvelope(mayBePlain);
		}
	}

	private Message readEnvelope(boolean mayBePlain) throws NotPlainException {
		this.tx = null;
		this.type = null;
		if (this.attachments != null) {
			this.attachments.startAgain();
		}
		try (JsonParser parser = parser()) {
			if (parser.nextToken() != JsonToken.START_OBJECT) {
				throw malformed("not a message (it is no object)", null);
			}
			boolean payloadSeen = false;
			Object payload = null;
			TokenBuffer early = null;
			Map<String, String> meta = Map.of();
			Duration timeout = null;
			boolean progress = false;
			while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
				String field = parser.currentName();
				JsonToken value = parser.nextToken();
				switch (field) {
					case "tx" -> this.tx = scalar(parser);
					case "type" -> this.type = scalar(parser);
					case "payload" -> {
						payloadSeen = true;
						if (this.tx != null && this.type != null) {
							payload = this.payloads.bind(parser, this.types.typeOf(this.tx, this.type),
									this.attachments, mayBePlain);
						}
						else {
							early = TokenBuffer.forBuffering(parser, ObjectReadContext.empty());
							early.copyCurrentStructure(parser);
						}
					}
					case "progress" -> {
						progress = parser.getValueAsBoolean();
						parser.skipChildren();
					}
					case "attachments" -> {
						if (payloadSeen && early == null && this.attachments == null) {
							throw new IllegalArgumentException("attachments stand behind the payload");
						}
						readAttachments(parser);
					}
					case "meta" -> meta = readMeta(parser);
					case "timeout" -> {
						timeout = value.isNumeric() ? Duration.ofMillis(parser.getLongValue()) : null;
						parser.skipChildren();
					}
					default -> parser.skipChildren();
				}
			}
			checkEnd(parser, payloadSeen);
			if (this.tx == null || this.type == null) {
				throw malformed("not a message (tx or type is missing)", null);
			}
			if (early != null) {
				try (TokenBuffer buffer = early; JsonParser buffered = buffer.asParser(ObjectReadContext.empty())) {
					buffered.nextToken();
					payload = this.payloads.bind(buffered, this.types.typeOf(this.tx, this.type), this.attachments,
							mayBePlain);
				}
			}
			return new Message(this.tx, this.type, payload, meta, timeout, progress);
		}
	}

	private JsonParser parser() {
		return this.format.parser(this.frame, this.offset, this.length);
	}

	private void readAttachments(JsonParser parser) {
		if (this.attachments != null || !this.format.supportsAttachments()) {
			parser.skipChildren();
			return;
		}
		this.attachments = AttachmentReader.of(this.frame, this.offset, this.length, this.payloads.readSizes(parser));
	}

	/** Looks for {@code attachments} only; whatever else is wrong is not told here. */
	private boolean findAttachments() {
		try (JsonParser parser = parser()) {
			parser.nextToken();
			while (this.attachments == null && parser.nextToken() == JsonToken.PROPERTY_NAME) {
				String field = parser.currentName();
				parser.nextToken();
				if (field.equals("attachments")) {
					readAttachments(parser);
				}
				else {
					parser.skipChildren();
				}
			}
			return this.attachments != null;
		}
		catch (RuntimeException ex) {
			return false;
		}
	}

	/** Checks that the envelope ends where its frame or its attachments say. */
	private void checkEnd(JsonParser parser, boolean payloadSeen) {
		if (this.attachments != null) {
			this.attachments.checkFollows(this.offset + (int) parser.currentLocation().getByteOffset(), payloadSeen);
		}
		// A binary format may end a document before the frame ends
		else if (parser.nextToken() != null || parser.currentLocation().getByteOffset() < this.length) {
			throw malformed("there is more than one message in a frame", null);
		}
	}

	private static @Nullable String scalar(JsonParser parser) {
		if (parser.currentToken() == JsonToken.VALUE_STRING) {
			return parser.getString();
		}
		String text = parser.getValueAsString();
		parser.skipChildren();
		return text;
	}

	private static Map<String, String> readMeta(JsonParser parser) {
		if (parser.currentToken() != JsonToken.START_OBJECT) {
			parser.skipChildren();
			return Map.of();
		}
		Map<String, String> meta = new LinkedHashMap<>();
		while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
			String key = parser.currentName();
			parser.nextToken();
			String value = parser.getValueAsString();
			if (value != null) {
				meta.put(key, value);
			}
			parser.skipChildren();
		}
		return meta;
	}

	private MalformedMessageException malformed(String problem, @Nullable Throwable cause) {
		return new MalformedMessageException(problem, this.tx, this.type, this.frame, this.offset, this.length, cause);
	}

}
