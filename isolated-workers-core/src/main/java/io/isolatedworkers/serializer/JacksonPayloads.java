package io.isolatedworkers.serializer;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.LongStream;

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

	/** Whether plain types go without databind: nobody configured it. */
	private final boolean plain;

	private final Supplier<ObjectMapper> mapperSupplier;

	private volatile @Nullable Databind databind;

	private final Map<TypeRef<?>, ObjectReader> readers = new ConcurrentHashMap<>();

	private final Map<TypeRef<?>, ObjectWriter> writers = new ConcurrentHashMap<>();

	/**
	 * Makes a binding.
	 * @param mapper makes what binds all that is not plain, when it is needed
	 * @param plain whether plain types go without
	 */
	JacksonPayloads(Supplier<ObjectMapper> mapper, boolean plain) {
		this.mapperSupplier = mapper;
		this.plain = plain;
	}

	/** What binds all that is not plain; made when it is first needed. */
	private Databind databind() {
		Databind made = this.databind;
		if (made == null) {
			synchronized (this) {
				made = this.databind;
				if (made == null) {
					made = Databind.of(this.mapperSupplier.get());
					this.databind = made;
				}
			}
		}
		return made;
	}

	ObjectMapper mapper() {
		return databind().mapper;
	}

	/** Whether a payload is written without databind, and so has no bytes in it. */
	boolean isPlain(@Nullable Object payload, TypeRef<?> payloadType) {
		return payload instanceof String || (payload != null && this.plain && PlainTypes.writes(payload, payloadType));
	}

	/** Finds out how a type is read and written; what is wrong with it shows later. */
	void prepare(TypeRef<?> type) {
		boolean simple = type.isVoid() || type.rawType() == String.class || type.rawType() == byte[].class;
		if (simple || (this.plain && PlainTypes.contains(type))) {
			return;
		}
		try {
			Databind full = databind();
			readerFor(type);
			full.writer.forType(full.mapper.constructType(type.type()));
		}
		catch (RuntimeException | LinkageError ex) {
			// told when a payload of this type comes
		}
	}

	void write(JsonGenerator generator, @Nullable Object payload, TypeRef<?> payloadType) {
		if (payload instanceof String text) {
			generator.writeString(text);
		}
		else if (payload instanceof byte[] bytes) {
			generator.writeBinary(bytes);
		}
		else if (payload instanceof RemoteError || (payload != null && isPlain(payload, payloadType))) {
			writePlain(new JacksonWriter(generator), payload, payloadType);
		}
		else if (!(payloadType.type() instanceof Class<?>) && payloadType.rawType().isInstance(payload)) {
			// Elements of a generic type need its declared arguments, or they lose their
			// type ids
			this.writers
				.computeIfAbsent(payloadType,
						(type) -> databind().writer.forType(databind().mapper.constructType(type.type())))
				.writeValue(generator, payload);
		}
		else {
			databind().writer.writeValue(generator, payload);
		}
	}

	private void writePlain(JacksonWriter out, Object payload, TypeRef<?> payloadType) {
		try {
			if (payload instanceof RemoteError error) {
				RemoteErrors.write(out, error);
			}
			else {
				PlainTypes.write(out, payload, payloadType);
			}
		}
		catch (NotPlainException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Binds the value at which a parser stands; {@code null} skips it.
	 * @param mayBePlain whether to try without databind
	 * @throws NotPlainException if that cannot be done
	 */
	@Nullable Object bind(JsonParser parser, @Nullable TypeRef<?> type, @Nullable AttachmentReader attachments,
			boolean mayBePlain) throws NotPlainException {
		if (type == null || type.isVoid()) {
			parser.skipChildren();
			return null;
		}
		if (attachments != null) {
			byte[] alone = (type.rawType() == byte[].class) ? attachments.restoreBytes(parser) : null;
			if (alone != null) {
				return alone;
			}
			try (TokenBuffer restored = attachments.restore(parser);
					JsonParser complete = restored.asParser(ObjectReadContext.empty())) {
				complete.nextToken();
				return bind(complete, type, null, mayBePlain);
			}
		}
		if (type.rawType() == RemoteError.class) {
			return RemoteErrors.read(parser);
		}
		if (type.rawType() == String.class && parser.currentToken() == JsonToken.VALUE_STRING) {
			return parser.getString();
		}
		if (this.plain && type.rawType() == byte[].class && parser.currentToken() == JsonToken.VALUE_EMBEDDED_OBJECT) {
			return parser.getBinaryValue();
		}
		return (mayBePlain && this.plain && PlainTypes.contains(type))
				? PlainTypes.read(new JacksonReader(parser), type) : readerFor(type).readValue(parser);
	}

	long[] readSizes(JsonParser parser) {
		if (parser.currentToken() != JsonToken.START_ARRAY) {
			throw new IllegalArgumentException("attachments is no list of sizes");
		}
		LongStream.Builder sizes = LongStream.builder();
		while (parser.nextToken() != JsonToken.END_ARRAY) {
			sizes.add(parser.getLongValue());
		}
		return sizes.build().toArray();
	}

	private ObjectReader readerFor(TypeRef<?> type) {
		return this.readers.computeIfAbsent(type,
				(missing) -> databind().reader.forType(databind().mapper.constructType(missing.type())));
	}

	/** Jackson's databind, configured. */
	private static final class Databind {

		private final ObjectMapper mapper;

		private final ObjectWriter writer;

		private final ObjectReader reader;

		private Databind(ObjectMapper mapper) {
			this.mapper = mapper;
			this.writer = mapper.writer().without(SerializationFeature.FLUSH_AFTER_WRITE_VALUE);
			this.reader = mapper.reader()
				.without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
				.without(StreamReadFeature.AUTO_CLOSE_SOURCE);
		}

		static Databind of(ObjectMapper mapper) {
			return new Databind(mapper);
		}

	}

}
