package io.isolatedworkers.serializer;

import java.util.List;

import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.TypeRef;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Binary formats and the terminators of protocol version 1.
 */
class BinarySerializerTests {

	@Test
	void bytesTravelAsTheyAreInCbor() {
		byte[] bytes = new byte[3_000];
		assertThat(Codec.encode(new CborSerializer(), new Message("1", "a", bytes), TypeRef.of(byte[].class)))
			.hasSizeLessThan(3_050);
	}

	@Test
	void aBinaryMessageThatHoldsTheTerminatorIsRefusedUnderVersion1AndPassesUnderVersion2() {
		CborSerializer serializer = new CborSerializer();
		Message message = new Message("1", "a", new byte[10]);
		assertThatExceptionOfType(SerializationException.class)
			.isThrownBy(() -> frame(serializer, Framing.terminatedBy(serializer), message))
			.withMessageContaining("terminator")
			.withMessageContaining("version 2");
		byte[] frame = frame(serializer, Framing.lengthPrefixed(), message);
		Message read = serializer.decode(frame, 4, frame.length - 4, (tx, type) -> TypeRef.of(byte[].class));
		assertThat(read.payload()).isEqualTo(new byte[10]);
	}

	@Test
	void binaryMessagesWithoutTheTerminatorPassUnderVersion1() {
		for (Serializer serializer : List.of(new CborSerializer(), new SmileSerializer())) {
			byte[] frame = frame(serializer, Framing.terminatedBy(serializer), new Message("1", "a", "text"));
			assertThat(frame).endsWith(serializer.terminator());
			assertThat(Framing.indexOf(frame, 0, frame.length, serializer.terminator()))
				.isEqualTo(frame.length - serializer.terminator().length);
		}
	}

	private static byte[] frame(Serializer serializer, Framing framing, Message message) {
		FrameBuffer buffer = new FrameBuffer(10_000);
		framing.begin(buffer);
		serializer.encode(message, TypeRef.of(Object.class), buffer);
		framing.end(buffer);
		return Codec.bytes(buffer);
	}

}
