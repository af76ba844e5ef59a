package io.isolatedworkers.serializer;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.Serializable;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.TypeRef;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.cbor.CBORFactory;
import tools.jackson.dataformat.cbor.CBORMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Records that are bound without databind: no difference may be seen.
 */
class PlainRecordTests {

	private static final All ALL = new All("té\"xt", 1, 2, 3L, 4L, 5.5, 6.5, true, false, List.of("a", "b"));

	private static final All NULLS = new All(null, 0, null, 0, null, 0, null, false, null, null);

	private final JsonSerializer own = new JsonSerializer();

	private final JsonSerializer databind = new JsonSerializer(new JsonMapper());

	private static <T> byte[] write(Serializer serializer, T value, Class<T> type) {
		FrameBuffer out = new FrameBuffer(1 << 20, true);
		serializer.encode(new Message("1", "test", value), TypeRef.of(type), out);
		return out.toByteArray();
	}

	private static @Nullable Object read(Serializer serializer, byte[] frame, Class<?> type) {
		return serializer.decode(frame, 0, frame.length, (tx, name) -> TypeRef.of(type)).payload();
	}

	private static byte[] frame(String payload) {
		return "{\"tx\":\"1\",\"type\":\"test\",\"payload\":%s}".formatted(payload).getBytes();
	}

	@Test
	void allKindsOfComponentsAreWrittenAsByDatabindAndReadBack() {
		for (All value : List.of(ALL, NULLS)) {
			byte[] frame = write(this.own, value, All.class);
			assertThat(read(this.own, frame, All.class)).isEqualTo(value);
			assertThat(read(this.databind, frame, All.class)).isEqualTo(value);
			assertThat(read(this.own, write(this.databind, value, All.class), All.class)).isEqualTo(value);
			JsonMapper mapper = new JsonMapper();
			assertThat(mapper.readTree(frame)).isEqualTo(mapper.readTree(write(this.databind, value, All.class)));
		}
	}

	@Test
	void whatIsPlainIsTakenForPlainAndNothingElse() {
		assertThat(PlainRecord.of(All.class)).isNotNull();
		assertThat(PlainRecord.of(Small.class)).isNotNull();
		for (Class<?> type : List.of(Renamed.class, Getter.class, Nested.class, Typed.class, TwoConstructors.class,
				WithInterface.class, String.class, Escaped.class, Many.class)) {
			assertThat(PlainRecord.of(type)).as(type.getName()).isNull();
		}
	}

	@Test
	void aRecordOfAnotherClassLoaderIsPlainAsWell() throws Exception {
		try (InputStream in = Small.class.getResourceAsStream("ForeignRecord.class")) {
			Class<?> other = new OtherLoader().define(ForeignRecord.class.getName(), in.readAllBytes());
			Object read = read(this.own, frame("{\"text\":\"ä\",\"number\":7}"), other);
			assertThat(read).isInstanceOf(other).hasToString("ForeignRecord[text=ä, number=7]");
			assertThat(PlainRecord.of(other)).isNotNull();
			FrameBuffer out = new FrameBuffer(1 << 20);
			this.own.encode(new Message("1", "test", read), TypeRef.of(other), out);
			assertThat(read(this.own, out.toByteArray(), Small.class)).isEqualTo(new Small("ä", 7));
		}
	}

	@Test
	void recordsInOtherFormatsArePlainAsWell() throws Exception {
		CBORFactory format = new CBORFactory();
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (JsonGenerator out = format.createGenerator(ObjectWriteContext.empty(), bytes)) {
			PlainTypes.write(new JacksonWriter(out), ALL, TypeRef.of(All.class));
		}
		assertThat(new CBORMapper().readValue(bytes.toByteArray(), All.class)).isEqualTo(ALL);
		try (JsonParser in = format.createParser(ObjectReadContext.empty(), bytes.toByteArray())) {
			in.nextToken();
			assertThat(PlainTypes.read(new JacksonReader(in), TypeRef.of(All.class))).isEqualTo(ALL);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "null", "[]", "\"text\"", "{\"text\":1,\"number\":\"2\"}",
			"{\"text\":\"a\",\"number\":1,\"other\":{\"text\":[]}}", "{\"text\":\"a\",\"text\":\"b\",\"number\":1}",
			"{\"text\":\"a\",\"number\":1.5}", "{\"text\":\"a\",\"number\":null}",
			"{\"text\":\"a\",\"number\":99999999999}", "{\"number\":1}", "{\"text\":\"a\"}",
			"{\"text\":{\"a\":1},\"number\":1}", "{\"text\":\"refused\",\"number\":1}",
			"{\"text\":\"a\",\"number\":true}", "{\"text\":\"a\",\"number\":" })
	void whatIsUnusualIsReadAsByDatabind(String payload) {
		Object expected = outcome(this.databind, payload);
		assertThat(outcome(this.own, payload)).isEqualTo(expected);
	}

	private static @Nullable Object outcome(Serializer serializer, String payload) {
		try {
			return read(serializer, frame(payload), Small.class);
		}
		catch (MalformedMessageException ex) {
			return ex.getMessage();
		}
	}

	@Test
	void aMapperOfTheUsersDecidesAlone() {
		JsonSerializer renaming = new JsonSerializer(JsonMapper.builder()
			.propertyNamingStrategy(tools.jackson.databind.PropertyNamingStrategies.UPPER_CAMEL_CASE)
			.build());
		assertThat(new String(write(renaming, new Small("a", 1), Small.class))).contains("\"Text\":\"a\"");
	}

	@Test
	void anAccessorThatFailsIsTold() {
		assertThatThrownBy(() -> write(this.own, new Failing("a"), Failing.class))
			.isInstanceOf(SerializationException.class)
			.hasMessageContaining("no value");
	}

	private static final class OtherLoader extends ClassLoader {

		private OtherLoader() {
			super(PlainRecordTests.class.getClassLoader());
		}

		private Class<?> define(String name, byte[] classFile) {
			return defineClass(name, classFile, 0, classFile.length);
		}

	}

	record All(@Nullable String text, int number, @Nullable Integer boxedNumber, long big, @Nullable Long boxedBig,
			double real, @Nullable Double boxedReal, boolean truth, @Nullable Boolean boxedTruth,
			@Nullable List<String> texts) {
	}

	record Small(String text, int number) implements Serializable {

		Small {
			if ("refused".equals(text)) {
				throw new IllegalArgumentException("no such text");
			}
		}

	}

	record Renamed(@JsonProperty("name") String text) {
	}

	record Getter(String text) {

		public String getMore() {
			return "more";
		}

	}

	record Nested(Small small) {
	}

	record Typed<T>(String text) {
	}

	record TwoConstructors(String text) {

		TwoConstructors(int number) {
			this(String.valueOf(number));
		}

	}

	record WithInterface(String text) implements Comparable<WithInterface> {

		@Override
		public int compareTo(WithInterface other) {
			return 0;
		}

	}

	/** Only names of ASCII are known to have nothing to escape. */
	record Escaped(int größe) {
	}

	record Many(int c0, int c1, int c2, int c3, int c4, int c5, int c6, int c7, int c8, int c9, int c10, int c11,
			int c12, int c13, int c14, int c15, int c16, int c17, int c18, int c19, int c20, int c21, int c22, int c23,
			int c24, int c25, int c26, int c27, int c28, int c29, int c30, int c31, int c32, int c33, int c34, int c35,
			int c36, int c37, int c38, int c39, int c40, int c41, int c42, int c43, int c44, int c45, int c46, int c47,
			int c48, int c49, int c50, int c51, int c52, int c53, int c54, int c55, int c56, int c57, int c58, int c59,
			int c60, int c61, int c62, int c63, int c64) {
	}

	record Failing(String text) {

		@Override
		public String text() {
			throw new IllegalStateException("no value");
		}

	}

}
