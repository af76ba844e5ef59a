package io.isolatedworkers.testing;

import io.isolatedworkers.message.TypeRef;
import io.isolatedworkers.serializer.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * A serializer that is asked for nothing but its terminator.
 */
public final class TerminatorOnly extends Serializer {

	public TerminatorOnly(String terminator) {
		super(terminator);
	}

	@Override
	public byte[] serialize(@Nullable Object value) {
		throw new UnsupportedOperationException();
	}

	@Override
	public <T> @Nullable T deserialize(byte[] bytes, TypeRef<T> type) {
		throw new UnsupportedOperationException();
	}

}
