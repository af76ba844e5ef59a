package io.isolatedworkers.serializer;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.TypeRef;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Bytes stand behind a message as they are.
 */
class AttachmentTests {

	private static final int LIMIT = 16 * 1024 * 1024;

	private final Serializer serializer = new JsonSerializer();

	private byte[] frameOf(Object payload, TypeRef<?> type, boolean attach) {
		FrameBuffer buffer = new FrameBuffer(LIMIT, attach);
		this.serializer.encode(new Message("1", "save", payload), type, buffer);
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		buffer.toByteBuffers()
			.forEach((part) -> bytes.write(part.array(), part.arrayOffset() + part.position(), part.remaining()));
		assertThat(bytes.size()).isEqualTo(buffer.length());
		return bytes.toByteArray();
	}

	private <T> @Nullable T roundTrip(T payload, TypeRef<T> type) {
		byte[] frame = frameOf(payload, type, true);
		byte[] shifted = new byte[frame.length + 10];
		System.arraycopy(frame, 0, shifted, 7, frame.length);
		return type.cast(this.serializer.decode(shifted, 7, frame.length, (tx, wireType) -> type).payload());
	}

	private static byte[] random(int length) {
		byte[] bytes = new byte[length];
		new Random(length).nextBytes(bytes);
		return bytes;
	}

	@Test
	void bytesAloneTravelRaw() {
		for (int length : new int[] { 0, 1, 1000, 3_000_000 }) {
			byte[] bytes = random(length);
			assertThat(roundTrip(bytes, TypeRef.of(byte[].class))).isEqualTo(bytes);
			assertThat(frameOf(bytes, TypeRef.of(byte[].class), true)).hasSizeLessThan(length + 100);
		}
	}

	@Test
	void bytesInRecordsListsAndMapsTravelRaw() {
		Album album = new Album("\0strange", random(50_000), ByteBuffer.wrap(random(100), 10, 20),
				List.of(random(3), random(0), random(70_000)), Map.of("deep", new Page(7, random(10), null)));
		for (int i = 0; i < 2; i++) {
			Album copy = roundTrip(album, TypeRef.of(Album.class));
			assertThat(copy).usingRecursiveComparison().isEqualTo(album);
		}
		assertThat(frameOf(album, TypeRef.of(Album.class), true)).hasSizeLessThan(120_400);
	}

	@Test
	void bytesInUntypedPlacesStayBytes() {
		TypeRef<Map<String, Object>> type = new TypeRef<>() {
		};
		Map<String, Object> copy = roundTrip(Map.of("a", random(100), "text", "\0\0x", "number", 5), type);
		assertThat(copy).containsEntry("a", random(100)).containsEntry("text", "\0\0x").containsEntry("number", 5);
	}

	@Test
	void aRecordThatCopiesItsBytesSeesTheRightOnes() {
		assertThat(roundTrip(new Careful(random(5_000)), TypeRef.of(Careful.class)).bytes()).isEqualTo(random(5_000));
	}

	@Test
	void aTypeThatSometimesHasBytesIsReadEitherWay() {
		TypeRef<Page> type = TypeRef.of(Page.class);
		assertThat(roundTrip(new Page(1, null, "\0text"), type)).isEqualTo(new Page(1, null, "\0text"));
		assertThat(roundTrip(new Page(2, random(9), null), type).bytes()).isEqualTo(random(9));
		assertThat(roundTrip(new Page(3, null, "\0later"), type)).isEqualTo(new Page(3, null, "\0later"));
	}

	@Test
	void withoutTheFeatureBytesTravelAsBase64() {
		byte[] frame = frameOf(new byte[] { 1, 2, 3 }, TypeRef.of(byte[].class), false);
		assertThat(new String(frame, StandardCharsets.UTF_8))
			.isEqualTo("{\"tx\":\"1\",\"type\":\"save\",\"payload\":\"AQID\"}");
		assertThat(this.serializer.decode(frame, 0, frame.length, (tx, type) -> TypeRef.of(byte[].class))
			.payloadAs(byte[].class)).containsExactly(1, 2, 3);
	}

	@ParameterizedTest
	@CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
			"attachments":[9999],"payload":"\\u00000"}             | do not fit into the frame
			"attachments":[-1],"payload":"\\u00000"}               | do not fit into the frame
			"attachments":[1],"payload":"\\u00001"}a               | attachment 1 is not there
			"attachments":[1],"payload":"\\u0000zero"}a            | zero
			"attachments":[1],"payload":"\\u0000"}a                | payload
			"attachments":[1],"payload":"\\u0000-1"}a              | attachment -1 is not there
			"attachments":[2],"payload":"\\u00000"}a               | reach 1 bytes into the envelope
			"attachments":[1,1],"payload":["\\u00000","\\u00001"]}a| reach 1 bytes into the envelope
			"attachments":[1],"payload":"\\u00000"}xa              | 1 bytes between the envelope and its attachments
			"attachments":[],"payload":"text"}{}                   | 2 bytes between the envelope and its attachments
			"attachments":[1],"payload":["\\u00000","\\u00000"]}a  | attachment 0 stands twice
			"attachments":[1,1],"payload":"\\u00000"}ab            | attachment 1 does not stand anywhere
			"attachments":[1,1],"payload":"\\u00001"}ab            | attachment 0 does not stand anywhere
			"attachments":[1],"payload":"text"}a                   | attachment 0 does not stand anywhere
			"payload":"\\u00001","attachments":[1]}a               | attachment 1 is not there
			"payload":"text","attachments":[1]}a                   | attachment 0 does not stand anywhere
			"attachments":[1]}a                                    | 1 attachments and no payload
			""")
	void attachmentsThatDoNotFitTheirMessageAreRefused(String rest, String why) {
		byte[] frame = ("{\"tx\":\"1\",\"type\":\"save\"," + rest).getBytes(StandardCharsets.UTF_8);
		// An array is no byte[] either, which is found out first
		List<Class<?>> types = rest.contains("[\"") ? List.of(Object.class) : List.of(Object.class, byte[].class);
		for (Class<?> type : types) {
			assertThatExceptionOfType(MalformedMessageException.class)
				.isThrownBy(() -> Codec.decode(this.serializer, frame, TypeRef.of(type)))
				.withMessageContaining("'save'")
				.withMessageContaining(why)
				.satisfies((failure) -> assertThat(failure.tx()).isEqualTo("1"));
		}
	}

	@Test
	void theEnvelopeOfAnUnwantedPayloadIsCheckedToo() {
		byte[] good = "{\"tx\":\"1\",\"type\":\"x\",\"attachments\":[1],\"payload\":\"\\u00000\"}a"
			.getBytes(StandardCharsets.UTF_8);
		assertThat(Codec.decode(this.serializer, good, null)).isEqualTo(new Message("1", "x", null));
		byte[] bad = "{\"tx\":\"1\",\"type\":\"x\",\"attachments\":[2],\"payload\":\"\\u00000\"}a"
			.getBytes(StandardCharsets.UTF_8);
		assertThatExceptionOfType(MalformedMessageException.class)
			.isThrownBy(() -> Codec.decode(this.serializer, bad, null));
	}

	@Test
	void theOrderOfFieldsIsFree() {
		List<String> fields = new ArrayList<>(List.of("\"tx\":\"1\"", "\"type\":\"save\"", "\"attachments\":[2,3]",
				"\"payload\":{\"number\":7,\"text\":\"\\u00001\",\"bytes\":\"\\u00000\"}", "\"meta\":{\"k\":\"v\"}",
				"\"other\":{\"attachments\":[9]}"));
		for (int seed = 0; seed < 60; seed++) {
			Collections.shuffle(fields, new Random(seed));
			byte[] frame = ("{" + String.join(",", fields) + "}ab\0{}").getBytes(StandardCharsets.UTF_8);
			Message message = Codec.decode(this.serializer, frame, new TypeRef<Map<String, Object>>() {
			});
			assertThat(message.meta()).as("%s", fields).containsExactly(Map.entry("k", "v"));
			assertThat(message.payload()).asInstanceOf(InstanceOfAssertFactories.MAP)
				.containsEntry("bytes", new byte[] { 'a', 'b' })
				.containsEntry("text", new byte[] { 0, '{', '}' })
				.containsEntry("number", 7);
			assertThat(Codec.decode(this.serializer, frame, TypeRef.of(Bytes.class)).payload())
				.isInstanceOfSatisfying(Bytes.class, (page) -> {
					assertThat(page.bytes()).containsExactly('a', 'b');
					assertThat(page.text()).containsExactly(0, '{', '}');
				});
		}
	}

	@Test
	void attachmentsCountTowardsTheLimit() {
		assertThatExceptionOfType(SerializationException.class)
			.isThrownBy(() -> frameOf(new byte[LIMIT], TypeRef.of(byte[].class), true))
			.withMessageContaining("limit of 16,777,216 bytes");
	}

	record Album(String title, byte[] cover, ByteBuffer icon, List<byte[]> photos, Map<String, Page> pages) {

	}

	record Page(int number, byte @Nullable [] bytes, @Nullable String text) {

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof Page that && this.number == that.number
					&& java.util.Arrays.equals(this.bytes, that.bytes)
					&& java.util.Objects.equals(this.text, that.text);
		}

		@Override
		public int hashCode() {
			return this.number;
		}

	}

	record Bytes(int number, byte[] bytes, byte[] text) {

	}

	record Careful(byte[] bytes) {

		Careful {
			bytes = bytes.clone();
		}

	}

}
