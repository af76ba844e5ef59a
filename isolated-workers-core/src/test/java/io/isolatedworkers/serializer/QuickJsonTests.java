package io.isolatedworkers.serializer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What is read and written in larger steps is what Jackson reads and writes.
 */
class QuickJsonTests {

	private static final int[] LENGTHS = { 0, 1, 7, 8, 9, 31, 32, 33, 100, 999, 1000, 1001, 3999, 4001, 7998, 7999,
			8000, 8001, 20_000 };

	private static final List<String> PIECES = List.of("\"", "\\", "/", "\n", "\r\n", "\t", "\b", "\f", "\0", "\u0001",
			"\u001f", "\u007f", "?", "é", "ÿ", "Ā", "Ł", "\u2028", "\uFFFD", "\uFEFF", "\uD83D\uDE00", "\u0800", "{}");

	private final JsonMapper plain = JsonMapper.builder(JsonFactory.builder().build())
		.disable(JsonWriteFeature.ESCAPE_FORWARD_SLASHES)
		.build();

	private final JsonMapper quick = JsonMapper.builder(new QuickJsonFactory(StreamReadConstraints.defaults())).build();

	static Stream<String> texts() {
		List<String> texts = new ArrayList<>();
		for (int length : LENGTHS) {
			texts.add("x".repeat(length));
			texts.add("ä".repeat(length));
			texts.add("\n".repeat(length));
			for (String piece : PIECES) {
				texts.add("x".repeat(length) + piece);
				texts.add(piece + "x".repeat(length));
			}
		}
		Random random = new Random(1);
		for (int i = 0; i < 500; i++) {
			StringBuilder text = new StringBuilder();
			int rare = 1 << random.nextInt(8);
			for (int j = random.nextInt(400); j > 0; j--) {
				text.append((random.nextInt(rare) == 0) ? PIECES.get(random.nextInt(PIECES.size()))
						: String.valueOf((char) (' ' + random.nextInt(90))));
			}
			texts.add(text.toString());
		}
		return texts.stream();
	}

	@Test
	void textsAreWrittenAndReadAsByJackson() {
		texts().forEach((text) -> {
			Map<String, Object> value = Map.of("a", text);
			byte[] bytes = this.quick.writeValueAsBytes(value);
			assertThat(bytes).isEqualTo(this.plain.writeValueAsBytes(value));
			assertThat(read(this.quick, bytes)).isEqualTo(value);
			assertThat(this.quick.readTree(bytes).get("a").asString()).isEqualTo(text);
		});
	}

	@Test
	void manyTextsShareTheirBuffers() {
		List<String> all = texts().toList();
		byte[] bytes = this.quick.writeValueAsBytes(Map.of("all", all));
		assertThat(bytes).isEqualTo(this.plain.writeValueAsBytes(Map.of("all", all)));
		assertThat(this.quick.readValue(bytes, All.class)).isEqualTo(new All(all));
	}

	@Test
	void halfACharacterIsTreatedAsByJackson() {
		for (int length : LENGTHS) {
			for (String half : List.of("\uD83D", "\uDE00", "\uDE00\uD83D")) {
				for (String text : List.of("x".repeat(length) + half, half + "x".repeat(length),
						"?".repeat(length) + half + "ä")) {
					assertThat(outcome(() -> this.quick.writeValueAsString(List.of(text))))
						.isEqualTo(outcome(() -> this.plain.writeValueAsString(List.of(text))));
					assertThat(outcome(() -> List.of(this.quick.writeValueAsBytes(Map.of("a", text)).length)))
						.isEqualTo(outcome(() -> List.of(this.plain.writeValueAsBytes(Map.of("a", text)).length)));
				}
			}
		}
	}

	@Test
	void bytesOfAnyKindAreReadOrRefusedAsByJackson() {
		Random random = new Random(2);
		byte[][] pieces = { { '"' }, { '\\' }, { '\\', 'n' }, { '\\', '"' }, { '\\', 'u', '0', '0', 'e', '9' },
				{ '\\', 'u', '0' }, { '\\', 'x' }, { '\\', '/' }, { 0 }, { 31 }, { (byte) 0xC3, (byte) 0xA9 },
				{ (byte) 0xC3 }, { (byte) 0xC0, (byte) 0x80 }, { (byte) 0xED, (byte) 0xA0, (byte) 0x80 },
				{ (byte) 0xF0, (byte) 0x9F, (byte) 0x98, (byte) 0x80 }, { (byte) 0xFF }, { ',' }, { '}' }, { 127 } };
		int refused = 0;
		for (int i = 0; i < 20_000; i++) {
			byte[] bytes = new byte[random.nextInt(80) + 120];
			Arrays.fill(bytes, (byte) 'x');
			System.arraycopy("{\"a\":\"".getBytes(StandardCharsets.US_ASCII), 0, bytes, 0, 6);
			System.arraycopy("\"}".getBytes(StandardCharsets.US_ASCII), 0, bytes, bytes.length - 2, 2);
			for (int j = random.nextInt(4); j > 0; j--) {
				byte[] piece = pieces[random.nextInt(pieces.length)];
				System.arraycopy(piece, 0, bytes, 6 + random.nextInt(bytes.length - 8 - piece.length), piece.length);
			}
			Object expected = outcome(() -> read(this.plain, bytes));
			assertThat(outcome(() -> read(this.quick, bytes))).as("%s", new String(bytes, StandardCharsets.ISO_8859_1))
				.isEqualTo(expected);
			refused += (expected instanceof String) ? 1 : 0;
		}
		assertThat(refused).isBetween(1_000, 19_000);
	}

	@Test
	void aTextThatIsCutIsRefusedWhereverItIsCut() {
		byte[] whole = this.plain.writeValueAsBytes(Map.of("a", "text\n".repeat(20)));
		for (int length = 1; length < whole.length; length++) {
			byte[] cut = Arrays.copyOf(whole, length);
			assertThat(outcome(() -> read(this.quick, cut))).isInstanceOf(String.class)
				.isEqualTo(outcome(() -> read(this.plain, cut)));
		}
	}

	@ParameterizedTest
	@MethodSource("encodings")
	void otherEncodingsAreFoundAsByJackson(java.nio.charset.Charset encoding) {
		byte[] bytes = "{\"a\":\"tä\uD83D\uDE00\"}".getBytes(encoding);
		assertThat(read(this.quick, bytes)).isEqualTo(Map.of("a", "tä\uD83D\uDE00"));
	}

	static Stream<java.nio.charset.Charset> encodings() {
		return Stream.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16, StandardCharsets.UTF_16LE,
				StandardCharsets.UTF_16BE, java.nio.charset.Charset.forName("UTF-32"),
				java.nio.charset.Charset.forName("UTF-32LE"));
	}

	@Test
	void theLongestTextIsLimited() {
		JsonMapper limited = JsonMapper
			.builder(new QuickJsonFactory(StreamReadConstraints.builder().maxStringLength(1_000).build()))
			.build();
		for (String piece : List.of("x", "\n")) {
			assertThat(read(limited, json(piece.repeat(1_000)))).isEqualTo(Map.of("a", piece.repeat(1_000)));
			assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> read(limited, json(piece.repeat(1_001))))
				.withMessageContaining("1001");
		}
	}

	@Test
	void aTextIsWrittenOnlyWhereOneMayStand() {
		try (JsonGenerator generator = this.quick.createGenerator(new FrameBuffer(1_000))) {
			generator.writeStartObject();
			assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> generator.writeString("x".repeat(100)));
			generator.writeName("a").writeString("x".repeat(100)).writeEndObject();
		}
	}

	@Test
	void aTextCanBeReadTwiceOrNotAtAll() {
		byte[] bytes = json("first\n".repeat(50));
		try (JsonParser parser = this.quick.createParser(bytes, 0, bytes.length)) {
			parser.nextToken();
			assertThat(parser.nextName()).isEqualTo("a");
			parser.nextToken();
			assertThat(parser.getString()).isEqualTo("first\n".repeat(50)).isSameAs(parser.getString());
			assertThat(parser.getStringLength()).isEqualTo(300);
			assertThat(new String(parser.getStringCharacters(), parser.getStringOffset(), 300))
				.isEqualTo(parser.getString());
			assertThat(parser.currentLocation().getByteOffset()).isEqualTo(bytes.length - 1);
			parser.nextToken();
			assertThat(parser.nextToken()).isNull();
		}
	}

	private byte[] json(String text) {
		return this.plain.writeValueAsBytes(Map.of("a", text));
	}

	/** From the middle of an array. */
	private static Object read(JsonMapper mapper, byte[] bytes) {
		byte[] larger = new byte[bytes.length + 20];
		Arrays.fill(larger, (byte) '"');
		System.arraycopy(bytes, 0, larger, 10, bytes.length);
		return mapper.readerFor(Map.class).readValue(larger, 10, bytes.length);
	}

	/** The result, or why there is none. */
	private static @Nullable Object outcome(Supplier<Object> work) {
		try {
			return work.get();
		}
		catch (JacksonException ex) {
			return ex.getOriginalMessage();
		}
	}

	record All(List<String> all) {

	}

}
