package io.isolatedworkers.testing.other;

import io.isolatedworkers.message.TypeRef;
import io.isolatedworkers.serializer.Serializer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Shares nothing but its simple name with
 * {@link io.isolatedworkers.testing.MsgPackSerializer}.
 */
public final class MsgPackSerializer extends Serializer {

	private final JsonMapper mapper = new JsonMapper();

	public MsgPackSerializer() {
		super("\n");
	}

	@Override
	public byte[] serialize(@Nullable Object value) {
		return this.mapper.writeValueAsBytes(value);
	}

	@Override
	public <T> @Nullable T deserialize(byte[] bytes, TypeRef<T> type) {
		return type.cast(this.mapper.readValue(bytes, this.mapper.constructType(type.type())));
	}

}
