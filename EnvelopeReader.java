package io.isolatedworkers.serializer;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.isolatedworkers.message.Message;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.util.TokenBuffer;

/**
 * Reads one frame by streaming: the fields of the envelope in any order, and a payload as
 * soon as its type is known. Used once.
 */
final class EnvelopeReader {

	private final PayloadBinder binder;

	private final boolean takesAttachments;

	private final byte[] frame;

	private final int offset;

	private final int length;

	private @Nullable String tx;

	private @Nullable String type;

	private @Nullable Object payload;

	private boolean payloadSeen;

	/** A payload that came before its type. */
	private @Nullable TokenBuffer early;

	private Map<String, String> meta = Map.of();

	private @Nullable Duration timeout;

	private boolean progress;

	private @Nullable AttachmentReader attachments;

	EnvelopeReader(PayloadBinder binder, boolean takesAttachments, byte[] frame, int offset, int length) {
		this.binder = binder;
		this.takesAttachments = takesAttachments;
		this.frame = frame;
		this.offset = offset;
		this.length = length;
	}

	Message read(JsonParser parser, PayloadTypes types) {
		if (parser.nextToken() != JsonToken.START_OBJECT) {
			throw malformed("not a message (it is no object)", null);
		}
		while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
			String field = parser.currentName();
			parser.nextToken();
			readField(field, parser, types);
		}
		String known = this.tx;
		String knownType = this.type;
		if (known == null || knownType == null) {
			throw malformed("not a message (tx or type is missing or no text)", null);
		}
		checkEnd(parser);
		if (this.early != null) {
			try (JsonParser buffered = this.early.asParser(parser.objectReadContext())) {
				buffered.nextToken();
				bind(buffered, known, knownType, types);
			}
		}
		return new Message(known, knownType, this.payload, this.meta, this.timeout, this.progress);
	}

	private void readField(String field, JsonParser parser, PayloadTypes types) {
		switch (field) {
			case "tx" -> this.tx = text(parser);
			case "type" -> this.type = text(parser);
			case "payload" -> readPayload(parser, types);
			case "meta" -> this.meta = readMeta(parser);
			case "timeout" ->
				this.timeout = parser.currentToken().isNumeric() ? Duration.ofMillis(parser.getLongValue()) : null;
			case "progress" -> this.progress = parser.currentToken() == JsonToken.VALUE_TRUE;
			case "attachments" -> readAttachments(parser);
			default -> {
			}
		}
		parser.skipChildren();
	}

	private void readPayload(JsonParser parser, PayloadTypes types) {
		this.payloadSeen = true;
		this.early = null;
		if (this.tx != null && this.type != null) {
			bind(parser, this.tx, this.type, types);
			return;
		}
		if (this.attachments != null) {
			throw malformed("tx and type must come before a payload with attachments", null);
		}
		this.early = TokenBuffer.forBuffering(parser, parser.objectReadContext());
		this.early.copyCurrentStructure(parser);
	}

	private void readAttachments(JsonParser parser) {
		if (!this.takesAttachments) {
			return;
		}
		if (this.payloadSeen) {
			throw malformed("attachments must be told before the payload", null);
		}
		try {
			this.attachments = AttachmentReader.of(this.frame, this.offset, this.length,
					this.binder.readSizes(parser));
		}
		catch (IllegalArgumentException ex) {
			throw malformed(String.valueOf(ex.getMessage()), ex);
		}
	}

	private void bind(JsonParser parser, String tx, String type, PayloadTypes types) {
		var payloadType = types.typeOf(tx, type);
		try {
			this.payload = this.binder.bind(parser, payloadType, this.attachments);
		}
		catch (JacksonException ex) {
			throw malformed("the payload cannot be read: " + ex.getOriginalMessage(), ex);
		}
		catch (RuntimeException ex) {
			throw malformed("the payload cannot be read: " + ex, ex);
		}
	}

	/**
	 * Nothing may follow the envelope but its attachments. A parser that is at the end of
	 * its input closes itself; one that is only at the end of a document does not.
	 */
	private void checkEnd(JsonParser parser) {
		if (this.attachments != null) {
			long end = this.offset + parser.currentLocation().getByteOffset();
			if (end != this.attachments.start()) {
				throw malformed("the attachments' sizes do not add up to what follows the message", null);
			}
			return;
		}
		JsonToken next = parser.nextToken();
		if (next != null || (!parser.isClosed() && parser.nextToken() != null)) {
			throw malformed("something follows the message in its frame", null);
		}
	}

	private static @Nullable String text(JsonParser parser) {
		return (parser.currentToken() == JsonToken.VALUE_STRING) ? parser.getString() : null;
	}

	private static Map<String, String> readMeta(JsonParser parser) {
		if (parser.currentToken() != JsonToken.START_OBJECT) {
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

	/** What is wrong with the frame, with as much of its head as is known. */
	MalformedMessageException malformed(String problem, @Nullable Throwable cause) {
		return new MalformedMessageException(problem, this.tx, this.type, this.frame, this.offset, this.length, cause);
	}

}
