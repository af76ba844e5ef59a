package io.isolatedworkers.serializer;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.TypeRef;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.util.TokenBuffer;

/**
 * Writes and reads the messages of a {@link JacksonSerializer}. Apart from it, so that
 * the JVM need not load Jackson to check it.
 */
final class JacksonMessages {

	private static final int PREPARED_BYTES = 1024;

	private final JacksonSerializer serializer;

	/** {@code null} if a user configured a mapper, which then makes all. */
	private final @Nullable JacksonFormat format;

	private final JacksonPayloads payloads;

	/** Payloads of these types were seen with bytes inside. */
	private final Set<TypeRef<?>> typesWithBytes = ConcurrentHashMap.newKeySet();

	private JacksonMessages(JacksonSerializer serializer, @Nullable JacksonFormat format, JacksonPayloads payloads) {
		this.serializer = serializer;
		this.format = format;
		this.payloads = payloads;
	}

	static JacksonMessages of(JacksonSerializer serializer, ObjectMapper configured) {
		return new JacksonMessages(serializer, null, new JacksonPayloads(() -> configured, false));
	}

	static JacksonMessages of(JacksonSerializer serializer, JacksonFormat format) {
		return new JacksonMessages(serializer, format,
				new JacksonPayloads(() -> format.newMapper(format.factory()), true));
	}

	ObjectMapper mapper() {
		return this.payloads.mapper();
	}

	/** Never fails: what is wrong shows when a message comes. */
	void prepare(TypeRef<?> type) {
		try {
			FrameBuffer frame = new FrameBuffer(PREPARED_BYTES);
			encode(new Message("1", "prepare", null), type, frame);
			decode(frame.array(), 0, frame.position(), (tx, name) -> null);
		}
		catch (RuntimeException | LinkageError ex) {
			return;
		}
		this.payloads.prepare(type);
	}

	/** A mapper that somebody configured says how its format is written as well. */
	private JsonGenerator generator(FrameBuffer out) {
		return (this.format != null) ? this.format.factory().createGenerator(ObjectWriteContext.empty(), out)
				: mapper().createGenerator(out);
	}

	void encode(Message message, TypeRef<?> payloadType, FrameBuffer out) {
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
			throw Serializer.cannotEncode(message, ex);
		}
	}

	/**
	 * Writes the message unless there are bytes in its payload; {@code false} if there
	 * are.
	 */
	private boolean writeWithoutBytes(Message message, TypeRef<?> payloadType, FrameBuffer out) {
		int start = out.position();
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
			out.position(start);
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

	Message decode(byte[] frame, int offset, int length, PayloadTypes types) {
		return new EnvelopeReader(this, this.payloads, types, frame, offset, length).read();
	}

	boolean supportsAttachments() {
		return this.serializer.supportsAttachments();
	}

	/** Makes the parser of one frame. */
	JsonParser parser(byte[] frame, int offset, int length) {
		return this.serializer.guard((this.format != null)
				? this.format.factory().createParser(ObjectReadContext.empty(), frame, offset, length)
				: mapper().createParser(frame, offset, length));
	}

}
