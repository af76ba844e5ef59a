package io.isolatedworkers.serializer;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.RemoteError;
import io.isolatedworkers.message.TypeRef;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.util.TokenBuffer;

/**
 * A serializer for any format that Jackson reads and writes. The envelope is read by
 * streaming and a payload is bound once, straight to its type.
 */
public abstract class JacksonSerializer extends Serializer {

	/**
	 * The longest text in a message, in characters: as many as the default frame limit
	 * has bytes. Jackson's own default is lower.
	 */
	protected static final StreamReadConstraints READ_CONSTRAINTS = StreamReadConstraints.builder()
		.maxStringLength(64 * 1024 * 1024)
		.build();

	private final ObjectMapper mapper;

	private final ObjectWriter writer;

	private final ObjectReader reader;

	private final Map<TypeRef<?>, ObjectReader> readers = new ConcurrentHashMap<>();

	private final Map<TypeRef<?>, ObjectWriter> writers = new ConcurrentHashMap<>();

	/** Payloads of these types were seen with bytes inside. */
	private final Set<TypeRef<?>> typesWithBytes = ConcurrentHashMap.newKeySet();

	/**
	 * Makes a serializer.
	 * @param mapper knows the format and how to bind payloads
	 * @param terminator what follows each frame under protocol version 1
	 */
	protected JacksonSerializer(ObjectMapper mapper, byte[] terminator) {
		super(terminator);
		this.mapper = mapper;
		this.writer = mapper.writer().without(SerializationFeature.FLUSH_AFTER_WRITE_VALUE);
		this.reader = mapper.reader()
			.without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
			.without(StreamReadFeature.AUTO_CLOSE_SOURCE);
	}

	@Override
	public byte[] serialize(@Nullable Object value) {
		return this.mapper.writeValueAsBytes(value);
	}

	@Override
	public <T> @Nullable T deserialize(byte[] bytes, TypeRef<T> type) {
		return type.cast(this.mapper.readValue(bytes, this.mapper.constructType(type.type())));
	}

	@Override
	public void encode(Message message, TypeRef<?> payloadType, FrameBuffer out) {
		try {
			if (!out.takesAttachments()) {
				writeEnvelope(message, List.of(), out,
						(generator) -> writePayload(generator, message.payload(), payloadType));
			}
			else if (this.typesWithBytes.contains(payloadType) || !writeWithoutBytes(message, payloadType, out)) {
				this.typesWithBytes.add(payloadType);
				writeWithAttachments(message, payloadType, out);
			}
		}
		catch (RuntimeException ex) {
			throw cannotEncode(message, ex);
		}
	}

	/**
	 * Writes the message unless there are bytes in its payload; {@code false} if there
	 * are.
	 */
	private boolean writeWithoutBytes(Message message, TypeRef<?> payloadType, FrameBuffer out) {
		int start = out.length();
		AttachmentWriter[] detector = new AttachmentWriter[1];
		try {
			writeEnvelope(message, List.of(), out, (generator) -> {
				detector[0] = AttachmentWriter.detecting(generator);
				writePayload(detector[0], message.payload(), payloadType);
			});
			return true;
		}
		catch (RuntimeException ex) {
			if (detector[0] == null || !detector[0].bytesFound()) {
				throw ex;
			}
			out.truncate(start);
			return false;
		}
	}

	private void writeWithAttachments(Message message, TypeRef<?> payloadType, FrameBuffer out) {
		List<ByteBuffer> attachments = new ArrayList<>();
		TokenBuffer payload = TokenBuffer.forGeneration();
		writePayload(AttachmentWriter.collecting(payload, attachments), message.payload(), payloadType);
		if (attachments.isEmpty()) {
			// This one has no bytes after all, and without attachments nothing is marked
			writeEnvelope(message, attachments, out,
					(generator) -> writePayload(generator, message.payload(), payloadType));
			return;
		}
		writeEnvelope(message, attachments, out, payload::serialize);
		attachments.forEach(out::attach);
	}

	private void writeEnvelope(Message message, List<ByteBuffer> attachments, FrameBuffer out,
			Consumer<JsonGenerator> payload) {
		try (JsonGenerator generator = this.mapper.createGenerator(out)) {
			generator.writeStartObject();
			generator.writeStringProperty("tx", message.tx());
			generator.writeStringProperty("type", message.type());
			if (message.timeout() != null) {
				generator.writeNumberProperty("timeout", message.timeout().toMillis());
			}
			if (!message.meta().isEmpty()) {
				generator.writeObjectPropertyStart("meta");
				message.meta().forEach(generator::writeStringProperty);
				generator.writeEndObject();
			}
			if (message.progress()) {
				generator.writeBooleanProperty("progress", true);
			}
			if (!attachments.isEmpty()) {
				generator.writeArrayPropertyStart("attachments");
				attachments.forEach((bytes) -> generator.writeNumber(bytes.remaining()));
				generator.writeEndArray();
			}
			if (message.payload() != null) {
				generator.writeName("payload");
				payload.accept(generator);
			}
			generator.writeEndObject();
		}
	}

	private void writePayload(JsonGenerator generator, @Nullable Object payload, TypeRef<?> payloadType) {
		if (payload instanceof RemoteError error) {
			RemoteErrors.write(generator, error);
		}
		else if (payload instanceof String text) {
			generator.writeString(text);
		}
		else if (payload instanceof byte[] bytes) {
			generator.writeBinary(bytes);
		}
		else if (!(payloadType.type() instanceof Class<?>) && payloadType.rawType().isInstance(payload)) {
			// Elements of a generic type need its declared arguments, or they lose their
			// type ids
			this.writers
				.computeIfAbsent(payloadType, (type) -> this.writer.forType(this.mapper.constructType(type.type())))
				.writeValue(generator, payload);
		}
		else {
			this.writer.writeValue(generator, payload);
		}
	}

	/**
	 * Lets a format stand between its parser and those who read from it.
	 * @param parser the parser of one frame
	 * @return the parser to read from
	 */
	JsonParser guard(JsonParser parser) {
		return parser;
	}

	@Override
	public Message decode(byte[] frame, int offset, int length, PayloadTypes types) {
		String tx = null;
		String type = null;
		try (JsonParser parser = guard(this.mapper.createParser(frame, offset, length))) {
			if (parser.nextToken() != JsonToken.START_OBJECT) {
				throw malformed("not a message (it is no object)", null, null, frame, offset, length, null);
			}
			Object payload = null;
			TokenBuffer early = null;
			Map<String, String> meta = Map.of();
			Duration timeout = null;
			boolean progress = false;
			AttachmentReader attachments = null;
			while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
				String field = parser.currentName();
				JsonToken value = parser.nextToken();
				switch (field) {
					case "tx" -> tx = scalar(parser);
					case "type" -> type = scalar(parser);
					case "payload" -> {
						if (tx != null && type != null) {
							payload = bind(parser, types.typeOf(tx, type), attachments);
						}
						else if (attachments != null) {
							throw new IllegalArgumentException(
									"tx and type must come before a payload with attachments");
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
					case "attachments" -> attachments = AttachmentReader.of(frame, offset, length,
							this.reader.forType(long[].class).readValue(parser));
					case "meta" -> meta = readMeta(parser);
					case "timeout" -> {
						timeout = value.isNumeric() ? Duration.ofMillis(parser.getLongValue()) : null;
						parser.skipChildren();
					}
					default -> parser.skipChildren();
				}
			}
			if (attachments == null && parser.nextToken() != null) {
				throw malformed("there is more than one message in a frame", tx, type, frame, offset, length, null);
			}
			if (tx == null || type == null) {
				throw malformed("not a message (tx or type is missing)", tx, type, frame, offset, length, null);
			}
			if (early != null) {
				try (TokenBuffer buffer = early; JsonParser buffered = buffer.asParser(ObjectReadContext.empty())) {
					buffered.nextToken();
					payload = bind(buffered, types.typeOf(tx, type), null);
				}
			}
			return new Message(tx, type, payload, meta, timeout, progress);
		}
		catch (MalformedMessageException ex) {
			throw ex;
		}
		catch (JacksonException ex) {
			throw malformed(
					((type != null) ? "the payload cannot be read: " : "not a message: ") + ex.getOriginalMessage(), tx,
					type, frame, offset, length, ex);
		}
		catch (RuntimeException ex) {
			// A constructor of the user's, or a deserializer
			throw malformed("the payload cannot be read: " + ex, tx, type, frame, offset, length, ex);
		}
	}

	private static @Nullable String scalar(JsonParser parser) {
		String text = parser.getValueAsString();
		parser.skipChildren();
		return text;
	}

	private @Nullable Object bind(JsonParser parser, @Nullable TypeRef<?> type,
			@Nullable AttachmentReader attachments) {
		if (attachments != null && type != null) {
			try (TokenBuffer restored = attachments.restore(parser);
					JsonParser complete = restored.asParser(ObjectReadContext.empty())) {
				complete.nextToken();
				return bind(complete, type, null);
			}
		}
		if (type == null || type.isVoid()) {
			parser.skipChildren();
			return null;
		}
		if (type.rawType() == RemoteError.class) {
			return RemoteErrors.read(parser);
		}
		if (type.rawType() == String.class && parser.currentToken() == JsonToken.VALUE_STRING) {
			return parser.getString();
		}
		return this.readers
			.computeIfAbsent(type, (missing) -> this.reader.forType(this.mapper.constructType(missing.type())))
			.readValue(parser);
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

	private static MalformedMessageException malformed(String problem, @Nullable String tx, @Nullable String type,
			byte[] frame, int offset, int length, @Nullable Throwable cause) {
		return new MalformedMessageException(problem, tx, type, frame, offset, length, cause);
	}

}
