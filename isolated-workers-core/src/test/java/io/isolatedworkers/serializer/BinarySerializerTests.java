package io.isolatedworkers.serializer;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.TypeRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

	@ParameterizedTest
	@ValueSource(strings = { "FF", "", "3A290A01" })
	void aSecondSmileDocumentInOneFrameIsNoticed(String between) {
		Serializer serializer = new SmileSerializer();
		byte[] one = Codec.encode(serializer, new Message("1", "a", "text"), TypeRef.of(String.class));
		byte[] separator = HexFormat.of().parseHex(between);
		byte[] two = ByteBuffer.allocate(2 * one.length + separator.length).put(one).put(separator).put(one).array();
		assertThatExceptionOfType(MalformedMessageException.class)
			.isThrownBy(() -> Codec.decode(serializer, two, TypeRef.of(String.class)))
			.withMessageContaining("more than one message");
	}

	@Test
	void aSmileDocumentMayHaveItsEndMarker() {
		Serializer serializer = new SmileSerializer();
		Message message = new Message("1", "a", "text");
		byte[] plain = Codec.encode(serializer, message, TypeRef.of(String.class));
		byte[] marked = Arrays.copyOf(plain, plain.length + 1);
		marked[plain.length] = (byte) 0xFF;
		assertThat(Codec.decode(serializer, marked, TypeRef.of(String.class))).isEqualTo(message);
	}

	private static byte[] frame(Serializer serializer, Framing framing, Message message) {
		FrameBuffer buffer = new FrameBuffer(10_000);
		framing.begin(buffer);
		serializer.encode(message, TypeRef.of(Object.class), buffer);
		framing.end(buffer);
		return Codec.bytes(buffer);
	}

}
