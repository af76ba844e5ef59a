package io.isolatedworkers.serializer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.RemoteError;
import io.isolatedworkers.message.TypeRef;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Messages that are written and read without Jackson: byte for byte what Jackson writes,
 * and all that it reads.
 */
class PlainJsonTests {

	private static final TypeRef<Values> VALUES = TypeRef.of(Values.class);

	private static final long[] INTEGERS = { 0, 1, -1, 9, 10, 99, -100, Integer.MAX_VALUE, Integer.MIN_VALUE,
			1L + Integer.MAX_VALUE, Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE + 1, 1_000_000_000_000_000_000L };

	private static final double[] REALS = { 0, -0.0, 1, -1.5, 1e300, 1e-300, Math.PI, Double.MIN_VALUE,
			Double.MAX_VALUE, 1e21, 123456789012345680.0, Double.NaN, Double.POSITIVE_INFINITY,
			Double.NEGATIVE_INFINITY };

	static final List<String> NUMBERS = List.of("0", "-0", "00", "01", "-01", "-", "--1", "+1", "1.", ".5", "1.5",
			"-1.5", "1.50", "01.5", "1e5", "1E5", "1e+5", "1e-5", "1e", "1e+", "1.e5", "1.5e", "0x1", "1f", "1d", "NaN",
			"Infinity", "-Infinity", "2147483647", "2147483648", "-2147483648", "-2147483649", "9223372036854775807",
			"9223372036854775808", "-9223372036854775808", "-9223372036854775809", "99999999999999999999999",
			"1".repeat(999), "1".repeat(1001), "0." + "3".repeat(50), "0." + "3".repeat(2000), "1e400", "-1e400",
			"1e-400", "1 2", "1_0", "1,", "\"1\"", "\"1.5\"", "\"NaN\"", "true", "null", "[1]", "");

	private final JsonSerializer own = new JsonSerializer();

	private final JsonSerializer jackson = new JsonSerializer(new JsonMapper());

	private static byte[] write(Serializer serializer, Message message, TypeRef<?> type, boolean attachments) {
		FrameBuffer out = new FrameBuffer(1 << 24, attachments);
		serializer.encode(message, type, out);
		return Codec.bytes(out);
	}

	/** What is read from the middle of a larger array, or why nothing is. */
	private static Object outcome(Serializer serializer, byte[] frame, TypeRef<?> type) {
		byte[] larger = new byte[frame.length + 20];
		Arrays.fill(larger, (byte) '"');
		System.arraycopy(frame, 0, larger, 10, frame.length);
		try {
			Message message = serializer.decode(larger, 10, frame.length, (tx, name) -> type);
			return (message.payload() instanceof byte[] bytes)
					? List.of(message.withPayload(null), Arrays.toString(bytes)) : message;
		}
		catch (MalformedMessageException ex) {
			return String.valueOf(ex.getMessage());
		}
	}

	private void assertReadAlike(byte[] frame, TypeRef<?> type) {
		assertThat(outcome(this.own, frame, type)).as(new String(frame, StandardCharsets.ISO_8859_1))
			.isEqualTo(outcome(this.jackson, frame, type));
	}

	private void assertWrittenAlike(Message message, TypeRef<?> type) {
		byte[] frame = write(this.own, message, type, true);
		assertThat(new String(frame, StandardCharsets.UTF_8))
			.isEqualTo(new String(write(this.jackson, message, type, true), StandardCharsets.UTF_8));
		assertReadAlike(frame, type);
	}

	private boolean isPlain(byte[] frame, TypeRef<?> type) {
		return PlainJson.decode(frame, 0, frame.length, (tx, name) -> type) != null;
	}

	@Test
	void whatAWorkerUsuallyGetsNeedsNoJackson() {
		Values values = new Values("text", 1, 2L, 3.5, true, List.of("a", "b"));
		Map<String, String> meta = Map.of("traceparent", "00-1-2-01");
		for (Message message : List.of(new Message("1", "a", values), new Message("1", "a", new Small("ä\n\"", -1)),
				new Message("1", "a", "text"), new Message("1", "a", 5), new Message("1", "a", 5.5),
				new Message("1", "a", true), new Message("1", "a", new byte[] { '"', 0, -1 }),
				new Message("1", "a", null), new Message("1", "a", 7L, meta, Duration.ofSeconds(3), true))) {
			Object payload = message.payload();
			TypeRef<?> type = TypeRef.of((payload != null) ? payload.getClass() : Void.class);
			FrameBuffer out = new FrameBuffer(1 << 20, true);
			assertThat(PlainJson.encode(message, type, out)).as("%s", message).isTrue();
			assertThat(isPlain(Codec.bytes(out), type)).as("%s", message).isTrue();
			assertWrittenAlike(message, type);
		}
	}

	@Test
	void textsAreWrittenAndReadAsByJackson() {
		QuickJsonTests.texts().forEach((text) -> {
			assertWrittenAlike(new Message(text, text, text, Map.of("k" + text, text), null, false),
					TypeRef.of(String.class));
			assertWrittenAlike(
					new Message("1", "a", new Values(text, 1, 1, 1, true, Arrays.asList(text, null, "", text))),
					VALUES);
		});
	}

	@Test
	void halfACharacterIsTreatedAsByJackson() {
		for (String half : List.of("\uD83D", "\uDE00", "\uDE00\uD83D")) {
			for (String text : List.of(half, half + "x", "x" + half, "?" + half + "?", "ä" + half,
					"x".repeat(5_000) + half)) {
				Message message = new Message("1", "a", new Small(text, 1));
				assertThat(writtenOrNot(this.own, message)).isEqualTo(writtenOrNot(this.jackson, message));
				byte[] escaped = "{\"tx\":\"1\",\"type\":\"a\",\"payload\":{\"text\":\"%s\",\"number\":1}}"
					.formatted(text.replace("\uD83D", "\\uD83D").replace("\uDE00", "\\ude00"))
					.getBytes(StandardCharsets.UTF_8);
				assertReadAlike(escaped, TypeRef.of(Small.class));
			}
		}
	}

	private static String writtenOrNot(Serializer serializer, Message message) {
		try {
			return new String(write(serializer, message, TypeRef.of(Small.class), true), StandardCharsets.UTF_8);
		}
		catch (SerializationException ex) {
			return String.valueOf(ex.getMessage());
		}
	}

	@Test
	void numbersAreWrittenAndReadAsByJackson() {
		for (long integer : INTEGERS) {
			assertWrittenAlike(new Message("1", "a", new Values("", (int) integer, integer, integer, false, null)),
					VALUES);
			assertWrittenAlike(new Message("1", "a", integer), TypeRef.of(Long.class));
		}
		for (double real : REALS) {
			assertWrittenAlike(new Message("1", "a", new Values("", 0, 0, real, false, List.of())), VALUES);
			assertWrittenAlike(new Message("1", "a", real), TypeRef.of(Double.class));
		}
	}

	@ParameterizedTest
	@FieldSource("NUMBERS")
	void whateverStandsForANumberIsReadOrRefusedAsByJackson(String number) {
		for (Class<?> type : List.of(Integer.class, Long.class, Double.class, Boolean.class, String.class)) {
			assertReadAlike(frame("\"payload\":%s".formatted(number)), TypeRef.of(type));
		}
		assertReadAlike(frame("\"timeout\":%s".formatted(number)), TypeRef.of(Void.class));
		assertReadAlike(frame("\"payload\":{\"text\":\"\",\"number\":%s}".formatted(number)), TypeRef.of(Small.class));
		assertReadAlike(
				frame("\"payload\":{\"text\":\"\",\"number\":1,\"big\":1,\"real\":%s,\"truth\":true,\"texts\":null}"
					.formatted(number)),
				VALUES);
	}

	private static byte[] frame(String rest) {
		return "{\"tx\":\"1\",\"type\":\"a\",%s}".formatted(rest).getBytes(StandardCharsets.UTF_8);
	}

	@Test
	void failuresAreWrittenAsByJackson() {
		RemoteError cause = new RemoteError("no\nfile", "IOException", null, "E2", null);
		for (RemoteError error : List.of(cause, new RemoteError("ä", "Error", "at x\n\tat y", null, cause))) {
			assertWrittenAlike(new Message("1", "aError", error), TypeRef.of(RemoteError.class));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "{\"tx\":\"1\"}", "{\"type\":\"a\"}", "{\"tx\":1,\"type\":\"a\"}",
			"{\"tx\":\"1\",\"type\":\"a\",\"tx\":\"2\"}", "{\"payload\":\"x\",\"tx\":\"1\",\"type\":\"a\"}",
			"{\"tx\":\"1\",\"type\":\"a\",\"payload\":\"x\",}", "{\"tx\":\"1\",\"type\":\"a\"}{}",
			"{\"tx\":\"1\",\"type\":\"a\"} \r\n\t", "{\"tx\":\"1\",\"type\":\"a\"}x",
			" \n{ \"tx\" : \"1\" , \"type\" : \"a\" , \"payload\" : \"x\" } ", "{,\"tx\":\"1\",\"type\":\"a\"}",
			"{\"tx\":\"1\" \"type\":\"a\"}", "{\"tx\"\"1\",\"type\":\"a\"}",
			"{\"tx\":\"1\",\"type\":\"a\",\"new\":[{}]}", "{\"tx\":\"1\",\"type\":\"a\",\"payload\":null}",
			"{\"tx\":\"1\",\"type\":\"a\",\"payload\":nul}",
			"{\"tx\":\"1\",\"type\":\"a\",\"progress\":true,\"payload\":\"x\"}",
			"{\"tx\":\"1\",\"type\":\"a\",\"progress\":1}", "{\"tx\":\"1\",\"type\":\"a\",\"progress\":truex}",
			"{\"tx\":\"1\",\"type\":\"a\",\"meta\":{}}", "{\"tx\":\"1\",\"type\":\"a\",\"meta\":{\"k\":1}}",
			"{\"tx\":\"1\",\"type\":\"a\",\"meta\":{\"k\":\"v\",\"k\":\"w\"}}",
			"{\"tx\":\"1\",\"type\":\"a\",\"meta\":[]}", "{\"\\u0074x\":\"1\",\"type\":\"a\"}",
			"{\"tx\":\"\\u0031\",\"type\":\"\\/a\"}",
			"{\"tx\":\"1\",\"type\":\"a\",\"attachments\":[1],\"payload\":\"\\u00000\"}x",
			"{\"tx\":\"1\",\"type\":\"a\",\"attachments\":[2],\"payload\":\"\\u00000\"}x",
			"{\"tx\":\"1\",\"type\":\"a\",\"attachments\":[1],\"payload\":\"\\u00001\"}x",
			"{\"tx\":\"1\",\"type\":\"a\",\"attachments\":[0],\"payload\":\"\\u00000\"}",
			"{\"tx\":\"1\",\"type\":\"a\",\"attachments\":[-1],\"payload\":\"\\u00000\"}",
			"{\"tx\":\"1\",\"type\":\"a\",\"attachments\":[9999],\"payload\":\"\\u00000\"}",
			"{\"tx\":\"1\",\"type\":\"a\",\"attachments\":[1,1],\"payload\":\"\\u00000\"}xx",
			"{\"tx\":\"1\",\"type\":\"a\",\"attachments\":[]}", "{\"tx\":\"1\",\"type\":\"a\",\"attachments\":[1]}x",
			"{\"tx\":\"1\",\"type\":\"a\",\"payload\":\"\\u00000\",\"attachments\":[1]}x", "", " ", "[]", "\"x\"",
			"null" })
	void unusualEnvelopesAreReadOrRefusedAsByJackson(String frame) {
		byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
		for (Class<?> type : List.of(String.class, byte[].class, Void.class, Object.class, Small.class)) {
			assertReadAlike(bytes, TypeRef.of(type));
		}
	}

	@Test
	void damagedMessagesAreReadOrRefusedAsByJackson() {
		Random random = new Random(3);
		Map<String, String> meta = new LinkedHashMap<>(Map.of("k", "v\n"));
		List<byte[]> whole = new ArrayList<>();
		whole.add(write(this.own, new Message("tx", "a", new Values("tä\"xt", -1, 2, 3.5e10, true, List.of("a", "b")),
				meta, Duration.ofMillis(9), true), VALUES, true));
		whole.add(write(this.own, new Message("tx", "a", new Values(null, 0, 0, 0, false, null)), VALUES, true));
		String pieces = "\"\\{}[]:,0123456789-+.eEtrufalsn \n\u0001é";
		int refused = 0;
		for (int i = 0; i < 12_000; i++) {
			byte[] frame = whole.get(i % whole.size()).clone();
			for (int j = random.nextInt(3); j > 0; j--) {
				frame[random.nextInt(frame.length)] = (byte) pieces.charAt(random.nextInt(pieces.length()));
			}
			if (random.nextInt(8) == 0) {
				frame = Arrays.copyOf(frame, random.nextInt(frame.length));
			}
			assertReadAlike(frame, VALUES);
			refused += (outcome(this.own, frame, VALUES) instanceof String) ? 1 : 0;
		}
		assertThat(refused).isBetween(1_000, 11_000);
	}

	@Test
	void whatDoesNotFitIntoTheFrameIsTold() {
		Message message = new Message("1", "a", new Small("some text", 5));
		int length = write(this.own, message, TypeRef.of(Small.class), true).length;
		this.own.encode(message, TypeRef.of(Small.class), new FrameBuffer(length));
		for (int limit = 1; limit < length; limit++) {
			FrameBuffer out = new FrameBuffer(limit);
			assertThatExceptionOfType(SerializationException.class)
				.isThrownBy(() -> this.own.encode(message, TypeRef.of(Small.class), out))
				.withMessageContaining("raise maxFrameBytes or send less");
		}
	}

	@Test
	void whatMiddlewareMayPutIntoAMessageIsWrittenAsByJackson() {
		assertWrittenAlike(new Message("1", "a", List.of("x")), TypeRef.of(String.class));
		assertWrittenAlike(new Message("1", "a", "x"), TypeRef.of(Object.class));
		Map<String, String> meta = new LinkedHashMap<>();
		meta.put("k", null);
		assertWrittenAlike(new Message("1", "a", "x", meta, null, false), TypeRef.of(String.class));
	}

	@Test
	void namesThatJacksonRefusesAreRefused() {
		for (String name : List.of("k".repeat(50_000), "k".repeat(50_001), "\\ud83d", "\\u0041", "ä")) {
			assertReadAlike(frame("\"meta\":{\"%s\":\"v\"}".formatted(name)), TypeRef.of(Void.class));
		}
	}

	@Test
	void failuresOfTooManyCausesAreRefusedAsByJackson() {
		RemoteError error = RemoteError.of("Error", "no");
		for (int i = 0; i < 600; i++) {
			error = new RemoteError("no", "Error", null, null, error);
		}
		Message message = new Message("1", "aError", error);
		FrameBuffer out = new FrameBuffer(1 << 20);
		assertThatExceptionOfType(SerializationException.class)
			.isThrownBy(() -> this.own.encode(message, Codec.ERROR, out))
			.withMessageContaining("nesting depth (501)");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"number\":1}", "{\"text\":\"x\"}", "{}", "{\"text\":\"x\",\"new\":1.5,\"number\":1}",
			"{\"new\":\"x\",\"number\":1,\"text\":\"x\"}", "{\"text\":\"x\",\"new\":[],\"number\":1}",
			"{\"text\":\"x\",\"new\":tru,\"number\":1}", "{\"text\":\"x\",\"new\":01,\"number\":1}",
			"{\"text\":\"x\",\"text\":\"y\",\"number\":1}", "{\"text\":\"x\",\"number\":1,\"nu\\u006dber\":2}" })
	void propertiesThatAreMissingOrNewAreReadAsByJackson(String payload) {
		assertReadAlike(frame("\"payload\":" + payload), TypeRef.of(Small.class));
		assertReadAlike(frame("\"new\":true,\"payload\":" + payload), TypeRef.of(Small.class));
	}

	@Test
	void whatAPeerLeavesOutOrAddsNeedsNoJackson() {
		assertThat(isPlain(frame("\"new\":1,\"payload\":{\"number\":1,\"new\":\"x\"}"), TypeRef.of(Small.class)))
			.isTrue();
	}

	@Test
	void aPayloadBeforeAndBehindItsTypeIsReadAsByJackson() {
		byte[] frame = "{\"payload\":1,\"tx\":\"1\",\"type\":\"a\",\"payload\":\"t\"}".getBytes(StandardCharsets.UTF_8);
		for (Class<?> type : List.of(String.class, Integer.class, Small.class)) {
			assertReadAlike(frame, TypeRef.of(type));
		}
	}

	@Test
	void whoeverFailsToTellATypeMakesAMessageMalformed() {
		byte[] frame = frame("\"payload\":\"x\"");
		for (Throwable failure : List.of(new IllegalStateException(), new NoClassDefFoundError())) {
			assertThatExceptionOfType(MalformedMessageException.class)
				.isThrownBy(() -> this.own.decode(frame, 0, frame.length, (tx, type) -> {
					throw PlainJsonTests.<RuntimeException>unseen(failure);
				}))
				.satisfies((ex) -> assertThat(ex.tx()).isEqualTo("1"));
		}
	}

	@Test
	void aRecordThatThrowsUnseenIsMalformedOrCannotBeWritten() {
		assertReadAlike(frame("\"payload\":{\"text\":\"x\"}"), TypeRef.of(Refusing.class));
		for (Serializer serializer : List.of(this.own, new CborSerializer())) {
			assertThatExceptionOfType(SerializationException.class)
				.isThrownBy(() -> serializer.encode(new Message("1", "a", new Failing("x")), TypeRef.of(Failing.class),
						new FrameBuffer(1_000)))
				.withMessageContaining("no text");
		}
	}

	@SuppressWarnings("unchecked")
	private static <T extends Throwable> T unseen(Throwable failure) throws T {
		throw (T) failure;
	}

	record Refusing(String text) {

		Refusing {
			PlainJsonTests.<RuntimeException>unseen(new IOException("no text"));
		}

	}

	record Failing(String text) {

		@Override
		public String text() {
			throw PlainJsonTests.<RuntimeException>unseen(new IOException("no text"));
		}

	}

	record Values(@Nullable String text, int number, long big, double real, boolean truth,
			@Nullable List<@Nullable String> texts) {
	}

	record Small(String text, int number) {
	}

}
