package com.example.workers;

import java.nio.charset.StandardCharsets;

import io.isolatedworkers.message.TypeRef;
import io.isolatedworkers.serializer.Serializer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A format of a user's: JSON that says whose it is.
 */
public class HouseSerializer extends Serializer {

	private static final byte[] PREFIX = "house:".getBytes(StandardCharsets.UTF_8);

	private final JsonMapper mapper = JsonMapper.shared();

	public HouseSerializer() {
		super("\n");
	}

	@Override
	public byte[] serialize(@Nullable Object value) {
		byte[] json = this.mapper.writeValueAsBytes(value);
		byte[] bytes = new byte[PREFIX.length + json.length];
		System.arraycopy(PREFIX, 0, bytes, 0, PREFIX.length);
		System.arraycopy(json, 0, bytes, PREFIX.length, json.length);
		return bytes;
	}

	@Override
	public <T> @Nullable T deserialize(byte[] bytes, TypeRef<T> type) {
		return this.mapper.readValue(bytes, PREFIX.length, bytes.length - PREFIX.length,
				this.mapper.constructType(type.type()));
	}

}
