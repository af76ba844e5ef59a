package io.isolatedworkers.serializer;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.isolatedworkers.message.RemoteError;
import io.isolatedworkers.message.TypeRef;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.util.TokenBuffer;

/**
 * Writes payloads to a generator, and binds them from a parser. Safe for use by several
 * threads.
 */
final class JacksonPayloads {

	private final ObjectMapper mapper;

	private final ObjectWriter writer;

	private final ObjectReader reader;

	private final Map<TypeRef<?>, ObjectReader> readers = new ConcurrentHashMap<>();

	private final Map<TypeRef<?>, ObjectWriter> writers = new ConcurrentHashMap<>();

	JacksonPayloads(ObjectMapper mapper) {
		this.mapper = mapper;
		this.writer = mapper.writer().without(SerializationFeature.FLUSH_AFTER_WRITE_VALUE);
		this.reader = mapper.reader()
			.without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
			.without(StreamReadFeature.AUTO_CLOSE_SOURCE);
	}

	/** Finds out how a type is read and written; what is wrong with it shows later. */
	void prepare(TypeRef<?> type) {
		if (type.isVoid()) {
			return;
		}
		try {
			this.readers.computeIfAbsent(type,
					(missing) -> this.reader.forType(this.mapper.constructType(missing.type())));
			this.writer.forType(this.mapper.constructType(type.type()));
		}
		catch (RuntimeException | LinkageError ex) {
			// told when a payload of this type comes
		}
	}

	void write(JsonGenerator generator, @Nullable Object payload, TypeRef<?> payloadType) {
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

	/** Binds the value at which a parser stands; {@code null} skips it. */
	@Nullable Object bind(JsonParser parser, @Nullable TypeRef<?> type, @Nullable AttachmentReader attachments) {
		if (type == null || type.isVoid()) {
			parser.skipChildren();
			return null;
		}
		if (attachments != null) {
			try (TokenBuffer restored = attachments.restore(parser);
					JsonParser complete = restored.asParser(ObjectReadContext.empty())) {
				complete.nextToken();
				return bind(complete, type, null);
			}
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

	long[] readSizes(JsonParser parser) {
		return this.reader.forType(long[].class).readValue(parser);
	}

}
