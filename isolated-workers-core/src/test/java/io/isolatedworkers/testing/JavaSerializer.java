package io.isolatedworkers.testing;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;

import io.isolatedworkers.message.TypeRef;
import io.isolatedworkers.serializer.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * A serializer that Jackson knows nothing of, as a user would write it.
 */
public final class JavaSerializer extends Serializer {

	public JavaSerializer() {
		super(new byte[] { 1, 2, 3 });
	}

	@Override
	public byte[] serialize(@Nullable Object value) throws Exception {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
			out.writeObject(value);
		}
		return bytes.toByteArray();
	}

	@Override
	public <T> @Nullable T deserialize(byte[] bytes, TypeRef<T> type) throws Exception {
		try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
			return type.cast(in.readObject());
		}
	}

}
