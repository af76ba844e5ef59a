package io.isolatedworkers.serializer;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.TypeRef;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.databind.ObjectMapper;
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

	private final @Nullable ObjectMapper configured;

	private final TokenStreamFactory factory;

	private final JacksonPayloads payloads;

	/** Payloads of these types were seen with bytes inside. */
	private final Set<TypeRef<?>> typesWithBytes = ConcurrentHashMap.newKeySet();

	/**
	 * Makes a serializer.
	 * @param mapper knows the format and how to bind payloads
	 * @param terminator what follows each frame under protocol version 1
	 */
	protected JacksonSerializer(ObjectMapper mapper, byte[] terminator) {
		super(terminator);
		this.configured = mapper;
		this.factory = mapper.tokenStreamFactory();
		this.payloads = new JacksonPayloads(() -> mapper, false);
	}

	/**
	 * Makes a serializer that binds as Jackson does by default, and loads databind only
	 * for what needs it.
	 * @param factory knows the format
	 * @param mapper makes what binds, when it is needed
	 * @param terminator what follows each frame under protocol version 1
	 */
	JacksonSerializer(TokenStreamFactory factory, Supplier<ObjectMapper> mapper, byte[] terminator) {
		super(terminator);
		this.configured = null;
		this.factory = factory;
		this.payloads = new JacksonPayloads(mapper, true);
	}

	private ObjectMapper mapper() {
		return (this.configured != null) ? this.configured : this.payloads.mapper();
	}

	/** A mapper that somebody configured says how its format is written as well. */
	private JsonGenerator generator(FrameBuffer out) {
		return (this.configured != null) ? this.configured.createGenerator(out)
				: this.factory.createGenerator(ObjectWriteContext.empty(), out);
	}

	@Override
	public byte[] serialize(@Nullable Object value) {
		return mapper().writeValueAsBytes(value);
	}

	@Override
	public <T> @Nullable T deserialize(byte[] bytes, TypeRef<T> type) {
		return type.cast(mapper().readValue(bytes, mapper().constructType(type.type())));
	}

	@Override
	public void prepare(TypeRef<?> type) {
		this.payloads.prepare(type);
	}

	@Override
	public void encode(Message message, TypeRef<?> payloadType, FrameBuffer out) {
		try {
			if (!out.takesAttachments() || this.payloads.isPlain(message.payload(), payloadType)) {
				writePlain(message, out, (generator) -> this.payloads.write(generator, message.payload(), payloadType));
			}
			else if (message.payload() instanceof byte[] bytes) {
				writeAttachment(message, bytes, out);
			}
			else if (this.typesWithBytes.contains(payloadType) || !writeWithoutBytes(message, payloadType, out)) {
				this.typesWithBytes.add(payloadType);
				writeWithAttachments(message, payloadType, out);
			}
		}
		catch (RuntimeException | Error ex) {
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
			writePlain(message, out, (generator) -> {
				detector[0] = AttachmentWriter.detecting(generator);
				this.payloads.write(detector[0], message.payload(), payloadType);
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

	/** Bytes alone, which need nobody to find them. */
	private void writeAttachment(Message message, byte[] bytes, FrameBuffer out) {
		ByteBuffer attachment = ByteBuffer.wrap(bytes);
		try (JsonGenerator generator = generator(out)) {
			writeEnvelope(message, List.of(attachment), generator, AttachmentWriter::writeOnly);
		}
		out.attach(attachment);
	}

	private void writeWithAttachments(Message message, TypeRef<?> payloadType, FrameBuffer out) {
		List<ByteBuffer> attachments = new ArrayList<>();
		try (JsonGenerator generator = mapper().createGenerator(out);
				TokenBuffer payload = TokenBuffer.forGeneration()) {
			this.payloads.write(AttachmentWriter.collecting(payload, generator.objectWriteContext(), attachments),
					message.payload(), payloadType);
			// Without attachments nothing is marked, and this one may have no bytes
			// after all
			writeEnvelope(message, attachments, generator, attachments.isEmpty()
					? (plain) -> this.payloads.write(plain, message.payload(), payloadType) : payload::serialize);
		}
		attachments.forEach(out::attach);
	}

	private void writePlain(Message message, FrameBuffer out, Consumer<JsonGenerator> payload) {
		try (JsonGenerator generator = generator(out)) {
			writeEnvelope(message, List.of(), generator, payload);
		}
	}

	private static void writeEnvelope(Message message, List<ByteBuffer> attachments, JsonGenerator generator,
			Consumer<JsonGenerator> payload) {
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

	/**
	 * Lets a format stand between its parser and those who read from it.
	 * @param parser the parser of one frame
	 * @return the parser to read from
	 */
	JsonParser guard(JsonParser parser) {
		return parser;
	}

	/** Makes the parser of one frame. */
	final JsonParser parser(byte[] frame, int offset, int length) {
		return guard((this.configured != null) ? this.configured.createParser(frame, offset, length)
				: this.factory.createParser(ObjectReadContext.empty(), frame, offset, length));
	}

	@Override
	public Message decode(byte[] frame, int offset, int length, PayloadTypes types) {
		return new EnvelopeReader(this, this.payloads, types, frame, offset, length).read();
	}

}
