package io.isolatedworkers.serializer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.RemoteError;
import io.isolatedworkers.message.TypeRef;

/**
 * Messages to bytes and back, for tests.
 */
final class Codec {

	static final TypeRef<RemoteError> ERROR = TypeRef.of(RemoteError.class);

	private Codec() {
	}

	static byte[] encode(Serializer serializer, Message message, TypeRef<?> payloadType) {
		FrameBuffer buffer = new FrameBuffer(256 * 1024 * 1024);
		serializer.encode(message, payloadType, buffer);
		return bytes(buffer);
	}

	/** What a connection sends of a buffer. */
	static byte[] bytes(FrameBuffer buffer) {
		byte[] bytes = new byte[buffer.length()];
		ByteBuffer target = ByteBuffer.wrap(bytes);
		buffer.toByteBuffers().forEach(target::put);
		return bytes;
	}

	/** Decodes out of the middle of a larger array, as a connection does. */
	static Message decode(Serializer serializer, byte[] frame, TypeRef<?> payloadType) {
		byte[] larger = new byte[frame.length + 20];
		System.arraycopy(frame, 0, larger, 10, frame.length);
		return serializer.decode(larger, 10, frame.length, (tx, type) -> payloadType);
	}

	static Message decode(Serializer serializer, String frame, TypeRef<?> payloadType) {
		return decode(serializer, frame.getBytes(StandardCharsets.UTF_8), payloadType);
	}

	static Message roundTrip(Serializer serializer, Message message, TypeRef<?> payloadType) {
		return decode(serializer, encode(serializer, message, payloadType), payloadType);
	}

	static Object roundTrip(Serializer serializer, Object payload, TypeRef<?> payloadType) {
		return roundTrip(serializer, new Message("1", "a", payload), payloadType).payload();
	}

}
