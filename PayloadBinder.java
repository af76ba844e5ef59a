package io.isolatedworkers.serializer;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.isolatedworkers.message.RemoteError;
import io.isolatedworkers.message.TypeRef;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.util.TokenBuffer;

/**
 * Turns the payload at which a parser stands into its type.
 */
final class PayloadBinder {

	private final ObjectMapper mapper;

	private final ObjectReader reader;

	private final Map<TypeRef<?>, ObjectReader> readers = new ConcurrentHashMap<>();

	PayloadBinder(ObjectMapper mapper) {
		this.mapper = mapper;
		this.reader = mapper.reader()
			.without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
			.without(StreamReadFeature.AUTO_CLOSE_SOURCE);
	}

	@Nullable Object bind(JsonParser parser, @Nullable TypeRef<?> type, @Nullable AttachmentReader attachments) {
		if (type == null || type.isVoid()) {
			parser.skipChildren();
			return null;
		}
		if (attachments == null) {
			return bind(parser, type);
		}
		try (TokenBuffer restored = attachments.restore(parser);
				JsonParser complete = restored.asParser(parser.objectReadContext())) {
			complete.nextToken();
			return bind(complete, type);
		}
	}

	/**
	 * Also a null goes to the reader, because some types have a value for it, such as the
	 * empty Optional.
	 */
	private @Nullable Object bind(JsonParser parser, TypeRef<?> type) {
		if (type.rawType() == RemoteError.class) {
			return (parser.currentToken() == JsonToken.VALUE_NULL) ? null : RemoteErrors.read(parser);
		}
		if (type.rawType() == String.class && parser.currentToken() == JsonToken.VALUE_STRING) {
			return parser.getString();
		}
		return this.readers
			.computeIfAbsent(type, (missing) -> this.reader.forType(this.mapper.constructType(missing.type())))
			.readValue(parser);
	}

	/** The sizes of attachments; none for null. */
	long[] readSizes(JsonParser parser) {
		long[] sizes = this.reader.forType(long[].class).readValue(parser);
		return (sizes != null) ? sizes : new long[0];
	}

}
