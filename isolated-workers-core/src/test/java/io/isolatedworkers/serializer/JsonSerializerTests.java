package io.isolatedworkers.serializer;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.isolatedworkers.message.Delivery;
import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.RemoteError;
import io.isolatedworkers.message.TypeRef;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * JSON as other languages write and read it.
 */
class JsonSerializerTests {

	private final JsonSerializer serializer = new JsonSerializer();

	@Test
	void aFrameEndsWithALineFeedAsInTheOriginalLibrary() {
		assertThat(new JsonSerializer().terminator()).containsExactly('\n');
	}

	@Test
	void messagesLookAsTheProtocolSays() {
		assertThat(json(new Message("1", "resize", Map.of("width", 5)))).isEqualTo("""
				{"tx":"1","type":"resize","payload":{"width":5}}""");
		assertThat(json(new Message("1", "resizeResult", null))).isEqualTo("""
				{"tx":"1","type":"resizeResult"}""");
		assertThat(json(new Message("1", "resizeError", RemoteError.of("Error", "no", "E1")))).isEqualTo("""
				{"tx":"1","type":"resizeError","payload":{"message":"no","name":"Error","code":"E1"}}""");
		Map<String, String> meta = new LinkedHashMap<>();
		meta.put("b", "2");
		meta.put("a", "1");
		assertThat(json(new Message("1", "resize", "x", meta, Duration.ofSeconds(3), true))).isEqualTo("""
				{"tx":"1","type":"resize","timeout":3000,"meta":{"b":"2","a":"1"},"progress":true,"payload":"x"}""");
	}

	@Test
	void theTerminatorIsANewlineThatJsonNeverHolds() {
		assertThat(this.serializer.terminator()).containsExactly('\n');
		assertThat(json(new Message("a\nb", "c\nd", "e\nf\u2028", Map.of("g\n", "h\n"), null, false)))
			.doesNotContain("\n");
	}

	@Test
	void aMapperThatIndentsStillMakesOneLine() {
		JsonSerializer own = new JsonSerializer(
				JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build());
		assertThat(
				new String(Codec.encode(own, new Message("1", "a", Map.of("k", List.of(1, 2))), TypeRef.of(Map.class)),
						StandardCharsets.UTF_8))
			.isEqualTo("""
					{"tx":"1","type":"a","payload":{"k":[1,2]}}""");
	}

	@Test
	void theTerminatorCannotBeChangedFromOutside() {
		this.serializer.terminator()[0] = 'x';
		assertThat(this.serializer.terminator()).containsExactly('\n');
	}

	@Test
	void aNumberAsTransactionIsReadAsText() {
		assertThat(Codec.decode(this.serializer, "{\"tx\":5,\"type\":\"a\"}", null))
			.isEqualTo(new Message("5", "a", null));
	}

	@Test
	void metaIsReadAsTextAndWhatIsNoTextIsLeftOut() {
		assertThat(Codec.decode(this.serializer, """
				{"tx":"1","meta":{"a":1,"b":{"tx":"no"},"c":[1],"d":null,"e":"x"},"type":"a"}""", null).meta())
			.isEqualTo(Map.of("a", "1", "e", "x"));
		assertThat(Codec.decode(this.serializer, """
				{"tx":"1","meta":[{"a":"b"}],"type":"a","payload":3}""", TypeRef.of(int.class)))
			.isEqualTo(new Message("1", "a", 3));
	}

	@Test
	void aTimeoutThatIsNoNumberIsLeftOut() {
		assertThat(Codec.decode(this.serializer, """
				{"tx":"1","timeout":"soon","type":"a","payload":3}""", TypeRef.of(int.class)))
			.isEqualTo(new Message("1", "a", 3));
	}

	@Test
	void aTimeoutBeyondAllNumbersIsMalformed() {
		assertThatExceptionOfType(MalformedMessageException.class).isThrownBy(() -> Codec.decode(this.serializer, """
				{"tx":"1","type":"a","timeout":99999999999999999999}""", null));
	}

	@Test
	void malformedBytesAreShownInTheException() {
		assertThatExceptionOfType(MalformedMessageException.class)
			.isThrownBy(() -> Codec.decode(this.serializer, "Hello {\u0001ü", null))
			.withMessageContaining("not a message")
			.withMessageContaining("begins with: Hello {\\x01\\xc3\\xbc")
			.satisfies((ex) -> {
				assertThat(ex.tx()).isNull();
				assertThat(ex.type()).isNull();
				assertThat(ex.delivery()).isEqualTo(Delivery.MAYBE_EXECUTED);
			});
	}

	@Test
	void onlyTheHeadOfALongFrameIsShown() {
		assertThatExceptionOfType(MalformedMessageException.class)
			.isThrownBy(() -> Codec.decode(this.serializer, "x".repeat(10_000), null))
			.withMessageEndingWith("begins with: " + "x".repeat(64) + "…")
			.withMessageContaining("%,d bytes".formatted(10_000));
	}

	@Test
	void textDeeperThanTheLimitIsMalformedEvenWhereItIsSkipped() {
		String deep = "[".repeat(5_000) + "]".repeat(5_000);
		for (String field : List.of("payload", "extra", "meta")) {
			for (String frame : List.of("{\"tx\":\"1\",\"type\":\"a\",\"%s\":%s}".formatted(field, deep),
					"{\"%s\":%s,\"tx\":\"1\",\"type\":\"a\"}".formatted(field, deep))) {
				assertThatExceptionOfType(MalformedMessageException.class)
					.isThrownBy(() -> Codec.decode(this.serializer, frame, TypeRef.of(Object.class)))
					.withMessageContaining("nesting");
			}
		}
	}

	@Test
	void aLastFieldWinsOverAnEarlierOneOfTheSameName() {
		assertThat(Codec.decode(this.serializer, """
				{"payload":1,"payload":2,"tx":"1","type":"a"}""", TypeRef.of(int.class)).payload()).isEqualTo(2);
	}

	@Test
	void unknownPropertiesOfAPayloadAreIgnored() {
		assertThat(Codec.decode(this.serializer, """
				{"tx":"1","type":"a","payload":{"x":1,"new":[{}],"y":2}}""", TypeRef.of(Point.class)).payload())
			.isEqualTo(new Point(1, 2));
	}

	@Test
	void aSecondMessageInOneFrameIsMalformed() {
		assertThatExceptionOfType(MalformedMessageException.class).isThrownBy(() -> Codec.decode(this.serializer, """
				{"tx":"1","type":"a"}{"tx":"2","type":"b"}""", null));
	}

	@Test
	void rawJsonOfThePayloadDoesNotCutTheFrame() {
		FrameBuffer buffer = new FrameBuffer(1_000);
		assertThatExceptionOfType(SerializationException.class).isThrownBy(() -> {
			this.serializer.encode(new Message("1", "a", new Raw("{\n}")), TypeRef.of(Raw.class), buffer);
			Framing.terminatedBy(this.serializer).end(buffer);
		});
	}

	private String json(Message message) {
		return new String(Codec.encode(this.serializer, message, TypeRef.of(Object.class)), StandardCharsets.UTF_8);
	}

	record Point(int x, int y) {

	}

	record Raw(@JsonRawValue String json) {

	}

}
