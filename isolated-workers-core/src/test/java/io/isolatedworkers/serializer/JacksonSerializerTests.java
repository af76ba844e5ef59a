package io.isolatedworkers.serializer;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeInfo.Id;
import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.RemoteError;
import io.isolatedworkers.message.TypeRef;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What every format of Jackson carries.
 */
@ParameterizedClass
@MethodSource("serializers")
class JacksonSerializerTests {

	private final Serializer serializer;

	JacksonSerializerTests(Serializer serializer) {
		this.serializer = serializer;
	}

	static List<Serializer> serializers() {
		return List.of(new JsonSerializer(), new CborSerializer(), new SmileSerializer());
	}

	@Test
	void theNameIsTheSimpleNameOfTheClass() {
		assertThat(this.serializer.name()).isEqualTo(this.serializer.getClass().getSimpleName());
		assertThat(this.serializer.formatId()).isEqualTo(this.serializer.getClass().getName());
		assertThat(this.serializer).hasToString(this.serializer.name());
	}

	@Test
	void aMessageTravelsWithAllItsParts() {
		Message message = new Message("tx-1", "resize", new Person("Ann", 40, List.of("Ben")),
				Map.of("traceparent", "00-ab", "user", "ü"), Duration.ofMillis(1_500), true);
		assertThat(Codec.roundTrip(this.serializer, message, TypeRef.of(Person.class))).isEqualTo(message);
	}

	@Test
	void aMessageTravelsWithoutWhatItNeedNotHave() {
		Message message = new Message("tx-1", "resize", null);
		assertThat(Codec.roundTrip(this.serializer, message, TypeRef.of(Person.class))).isEqualTo(message);
		assertThat(Codec.roundTrip(this.serializer, message, TypeRef.of(Void.class))).isEqualTo(message);
	}

	@Test
	void anUnwantedPayloadIsSkipped() {
		byte[] frame = Codec.encode(this.serializer, new Message("1", "a", new Person("Ann", 40, List.of())),
				TypeRef.of(Person.class));
		assertThat(Codec.decode(this.serializer, frame, null)).isEqualTo(new Message("1", "a", null));
		assertThat(Codec.decode(this.serializer, frame, TypeRef.of(Void.class))).isEqualTo(new Message("1", "a", null));
	}

	@Test
	void theTypeOfThePayloadIsAskedWithTransactionAndType() {
		byte[] frame = Codec.encode(this.serializer, new Message("7", "add", 5), TypeRef.of(Integer.class));
		List<String> asked = new ArrayList<>();
		this.serializer.decode(frame, 0, frame.length, (tx, type) -> {
			asked.add(tx + " " + type);
			return null;
		});
		assertThat(asked).containsExactly("7 add");
	}

	@Test
	void theOrderOfFieldsIsFreeAndUnknownFieldsAreSkipped() throws Exception {
		Map<String, Object> person = Map.of("name", "Ann", "age", 40, "children", List.of("Ben"), "unknown", List.of());
		for (int seed = 0; seed < 50; seed++) {
			List<Map.Entry<String, Object>> fields = new ArrayList<>(
					List.of(Map.entry("tx", "1"), Map.entry("type", "a"), Map.entry("payload", person),
							Map.entry("meta", Map.of("k", "v")), Map.entry("timeout", 5), Map.entry("progress", true),
							Map.entry("extra", Map.of("tx", "wrong", "payload", List.of(1, 2))),
							Map.entry("$future", List.of(Map.of("type", "wrong")))));
			Collections.shuffle(fields, new Random(seed));
			Map<String, Object> envelope = new LinkedHashMap<>();
			fields.forEach((field) -> envelope.put(field.getKey(), field.getValue()));
			assertThat(Codec.decode(this.serializer, this.serializer.serialize(envelope), TypeRef.of(Person.class)))
				.as("%s", envelope.keySet())
				.isEqualTo(new Message("1", "a", new Person("Ann", 40, List.of("Ben")), Map.of("k", "v"),
						Duration.ofMillis(5), true));
		}
	}

	@Test
	void scalarsTravel() {
		assertTravels("", String.class);
		assertTravels("äöü \u0000 \n \uD83D\uDE00 \\ \"", String.class);
		assertTravels(Integer.MIN_VALUE, int.class);
		assertTravels(Long.MAX_VALUE, Long.class);
		assertTravels((byte) -1, byte.class);
		assertTravels((short) -1, short.class);
		assertTravels('x', char.class);
		assertTravels(true, boolean.class);
		assertTravels(0.1f, float.class);
		assertTravels(Double.MIN_VALUE, double.class);
		assertTravels(Double.NEGATIVE_INFINITY, double.class);
		assertTravels(new BigInteger("123456789012345678901234567890"), BigInteger.class);
		assertTravels(new BigDecimal("0.12345678901234567890123456789"), BigDecimal.class);
		assertTravels(Color.GREEN, Color.class);
	}

	@Test
	void timesTravel() {
		assertTravels(Instant.parse("2026-01-02T03:04:05.123456789Z"), Instant.class);
		assertTravels(LocalDate.of(2026, 1, 2), LocalDate.class);
		assertTravels(Duration.ofMillis(-1_234), Duration.class);
		assertTravels(OffsetDateTime.parse("2026-01-02T03:04:05Z"), OffsetDateTime.class);
	}

	@Test
	void timesKeepTheirOffset() {
		assertTravels(OffsetDateTime.parse("2026-01-02T03:04:05+05:00"), OffsetDateTime.class);
	}

	@Test
	void arraysTravel() {
		byte[] bytes = new byte[10_000];
		new Random(1).nextBytes(bytes);
		assertThat(roundTrip(bytes, byte[].class)).isEqualTo(bytes);
		assertThat(roundTrip(new byte[0], byte[].class)).isEqualTo(new byte[0]);
		assertThat(roundTrip(new int[][] { { 1 }, {}, { 2, 3 } }, int[][].class))
			.isEqualTo(new int[][] { { 1 }, {}, { 2, 3 } });
		assertThat(roundTrip(new Shape[] { new Circle(1) }, Shape[].class)).isEqualTo(new Shape[] { new Circle(1) });
	}

	@Test
	void genericTypesTravel() {
		assertTravels(List.of(new Person("Ann", 1, List.of())), new TypeRef<List<Person>>() {
		});
		assertTravels(Map.of(Color.RED, List.of(1L)), new TypeRef<Map<Color, List<Long>>>() {
		});
		assertTravels(Optional.of(new Person("Ann", 1, List.of())), new TypeRef<Optional<Person>>() {
		});
		assertTravels(List.of(Optional.empty(), Optional.of("x")), new TypeRef<List<Optional<String>>>() {
		});
		assertTravels(List.of(1, 2), new TypeRef<List<? extends Integer>>() {
		});
	}

	@Test
	void polymorphicTypesKeepTheirIdsAlsoAsElements() {
		List<Shape> shapes = List.of(new Circle(1), new Square(2));
		assertTravels(new Circle(1), Shape.class);
		assertTravels(shapes, new TypeRef<List<Shape>>() {
		});
		assertTravels(shapes, new TypeRef<List<? extends Shape>>() {
		});
		assertTravels(Map.of("a", shapes), new TypeRef<Map<String, List<Shape>>>() {
		});
		assertTravels(Optional.of(new Circle(3)), new TypeRef<Optional<Shape>>() {
		});
		assertTravels(new Drawing(shapes, new Square(4)), Drawing.class);
	}

	@Test
	void anEmptyOptionalTravels() {
		assertTravels(Optional.empty(), new TypeRef<Optional<String>>() {
		});
	}

	@Test
	void aPayloadOfNullStaysNull() throws Exception {
		Map<String, Object> envelope = new LinkedHashMap<>();
		envelope.put("payload", null);
		envelope.put("type", "a");
		envelope.put("tx", "1");
		assertThat(Codec.decode(this.serializer, this.serializer.serialize(envelope), TypeRef.of(int.class)))
			.isEqualTo(new Message("1", "a", null));
	}

	@Test
	void anErrorTravelsWithItsCauses() {
		RemoteError error = new RemoteError("text", "Name", "stack\n\tline", "CODE",
				RemoteError.of("Inner", "why", "DEEP"));
		assertTravels(error, Codec.ERROR);
		assertTravels(RemoteError.of("Name", ""), Codec.ERROR);
	}

	@Test
	void errorsOfOtherLanguagesAreReadAsFarAsTheyGo() throws Exception {
		assertThat(error("just text")).isEqualTo(RemoteError.of("Error", "just text"));
		assertThat(error(404)).isEqualTo(RemoteError.of("Error", "404"));
		assertThat(error(Map.of())).isEqualTo(RemoteError.of("Error", ""));
		assertThat(error(List.of("a", Map.of("message", "b"))).name()).isEqualTo("Error");
		assertThat(error(Map.of("message", "m", "code", 404))).isEqualTo(RemoteError.of("Error", "m", "404"));
		assertThat(error(Map.of("message", List.of(1), "name", Map.of("message", "x"), "code", List.of(), "extra",
				Map.of("name", "wrong"))))
			.isEqualTo(RemoteError.of("Error", ""));
		assertThat(error(Map.of("name", "N", "cause", "text")))
			.isEqualTo(new RemoteError("", "N", null, null, RemoteError.of("Error", "text")));
		Map<String, Object> nulls = new LinkedHashMap<>();
		for (String field : List.of("message", "name", "stack", "code", "cause")) {
			nulls.put(field, null);
		}
		assertThat(error(nulls)).isEqualTo(RemoteError.of("Error", ""));
	}

	@Test
	void aMessageWithoutTransactionOrTypeIsMalformed() throws Exception {
		for (Map<String, Object> envelope : List.<Map<String, Object>>of(Map.of(), Map.of("tx", "1"),
				Map.of("type", "a", "payload", 1))) {
			byte[] frame = this.serializer.serialize(envelope);
			assertThatExceptionOfType(MalformedMessageException.class)
				.isThrownBy(() -> Codec.decode(this.serializer, frame, TypeRef.of(int.class)))
				.withMessageContaining("tx or type is missing")
				.withMessageContaining("%,d bytes begins with".formatted(frame.length))
				.satisfies((ex) -> {
					assertThat(ex.tx()).isEqualTo(envelope.get("tx"));
					assertThat(ex.type()).isEqualTo(envelope.get("type"));
				});
		}
	}

	@Test
	void whatIsNoObjectIsMalformed() throws Exception {
		for (Object value : new Object[] { 5, "text", List.of("tx", "1"), true }) {
			byte[] frame = this.serializer.serialize(value);
			assertThatExceptionOfType(MalformedMessageException.class)
				.isThrownBy(() -> Codec.decode(this.serializer, frame, null))
				.withMessageContaining("it is no object");
		}
		assertThatExceptionOfType(MalformedMessageException.class)
			.isThrownBy(() -> Codec.decode(this.serializer, new byte[0], null));
	}

	@Test
	void randomAndCutBytesAreMalformedAndNothingElse() {
		Random random = new Random(7);
		byte[] good = Codec.encode(this.serializer, new Message("1", "a", new Person("Ann", 40, List.of("Ben")),
				Map.of("k", "v"), Duration.ofMillis(5), true), TypeRef.of(Person.class));
		for (int i = 0; i < 5_000; i++) {
			byte[] frame;
			if (i < good.length) {
				frame = java.util.Arrays.copyOf(good, i);
			}
			else {
				frame = good.clone();
				for (int changes = random.nextInt(4); changes >= 0; changes--) {
					frame[random.nextInt(frame.length)] = (byte) random.nextInt();
				}
			}
			try {
				Codec.decode(this.serializer, frame, TypeRef.of(Person.class));
				assertThat(i).as("a cut message").isGreaterThanOrEqualTo(good.length);
			}
			catch (MalformedMessageException ex) {
				assertThat(ex).hasMessageContaining("begins with");
			}
		}
	}

	@ParameterizedTest
	@MethodSource("orders")
	void aPayloadThatDoesNotFitItsTypeCarriesTransactionAndType(List<String> order) throws Exception {
		Map<String, Object> fields = Map.of("tx", "7", "type", "add", "payload", Map.of("name", List.of()));
		Map<String, Object> envelope = new LinkedHashMap<>();
		order.forEach((field) -> envelope.put(field, fields.get(field)));
		byte[] frame = this.serializer.serialize(envelope);
		assertThatExceptionOfType(MalformedMessageException.class)
			.isThrownBy(() -> Codec.decode(this.serializer, frame, TypeRef.of(Person.class)))
			.withMessageContaining("'add': the payload cannot be read")
			.withCauseInstanceOf(tools.jackson.core.JacksonException.class)
			.satisfies((ex) -> {
				assertThat(ex.tx()).isEqualTo("7");
				assertThat(ex.type()).isEqualTo("add");
			});
	}

	static List<List<String>> orders() {
		return List.of(List.of("tx", "type", "payload"), List.of("payload", "tx", "type"),
				List.of("tx", "payload", "type"));
	}

	@Test
	void aRecordThatRefusesItsValuesIsMalformed() throws Exception {
		byte[] frame = this.serializer
			.serialize(Map.of("tx", "7", "type", "add", "payload", Map.of("name", "", "age", -1)));
		assertThatExceptionOfType(MalformedMessageException.class)
			.isThrownBy(() -> Codec.decode(this.serializer, frame, TypeRef.of(Checked.class)))
			.withMessageContaining("age is -1");
	}

	@Test
	void whatCannotBeSerializedIsNamedWithItsClass() {
		assertThatExceptionOfType(SerializationException.class)
			.isThrownBy(() -> Codec.encode(this.serializer, new Message("1", "add", new Failing()),
					TypeRef.of(Failing.class)))
			.withMessageContaining("'add'")
			.withMessageContaining(Failing.class.getName())
			.withMessageContaining("no value");
		Map<String, Object> circle = new LinkedHashMap<>();
		circle.put("self", circle);
		assertThatExceptionOfType(SerializationException.class)
			.isThrownBy(() -> Codec.encode(this.serializer, new Message("1", "add", circle), TypeRef.of(Map.class)));
	}

	@Test
	void aMessageOverTheLimitSaysSoWhereverItIsFoundOut() {
		byte[] large = new byte[100_000];
		for (Object payload : List.of(large, "x".repeat(100_000), List.of(List.of(large)),
				Map.of("a", Map.of("b", large)), new Person("x".repeat(100_000), 1, List.of()))) {
			assertThatExceptionOfType(SerializationException.class)
				.isThrownBy(() -> this.serializer.encode(new Message("1", "add", payload), TypeRef.of(Object.class),
						new FrameBuffer(10_000)))
				.withMessageContaining("maxFrameBytes")
				.withMessageContaining("%,d bytes".formatted(10_000));
		}
	}

	@Test
	void longTextsAreTaken() {
		String text = "0123456789".repeat(2_500_000);
		assertThat(roundTrip(text, String.class)).isEqualTo(text);
	}

	@Test
	void nestingIsLimited() throws Exception {
		List<Object> nested = List.of();
		for (int i = 0; i < 300; i++) {
			nested = List.of(nested);
		}
		List<Object> deep = nested;
		assertThat(roundTrip(deep, Object.class)).isEqualTo(deep);
		for (int i = 0; i < 300; i++) {
			nested = List.of(nested);
		}
		List<Object> tooDeep = nested;
		assertThatExceptionOfType(SerializationException.class)
			.isThrownBy(() -> Codec.encode(this.serializer, new Message("1", "a", tooDeep), TypeRef.of(Object.class)))
			.withMessageContaining("nesting");
	}

	@Test
	void serializersOfOneClassAreEqual() {
		assertThat(this.serializer).isEqualTo(this.serializer).hasSameHashCodeAs(this.serializer);
		assertThat(serializers().stream().filter(this.serializer::equals)).hasSize(1);
	}

	@Test
	void valuesTravelWithoutAnEnvelope() throws Exception {
		assertThat(this.serializer.deserialize(this.serializer.serialize(new Person("Ann", 1, List.of())),
				TypeRef.of(Person.class)))
			.isEqualTo(new Person("Ann", 1, List.of()));
		assertThat(this.serializer.deserialize(this.serializer.serialize(null), TypeRef.of(Person.class))).isNull();
	}

	@Test
	void anEnvelopeWithNestedValuesInScalarFieldsIsMalformedOrIgnoresThem() throws Exception {
		byte[] nestedTx = this.serializer.serialize(ordered("tx", Map.of("tx", "inner"), "type", "a", "payload", 5));
		assertThatExceptionOfType(MalformedMessageException.class)
			.isThrownBy(() -> Codec.decode(this.serializer, nestedTx, TypeRef.of(int.class)));
		byte[] listAsTimeout = this.serializer
			.serialize(ordered("tx", "1", "type", "a", "timeout", List.of(1), "payload", 5));
		assertThat(Codec.decode(this.serializer, listAsTimeout, TypeRef.of(int.class)))
			.isEqualTo(new Message("1", "a", 5));
		byte[] mapAsTimeout = this.serializer
			.serialize(ordered("tx", "1", "type", "a", "timeout", Map.of("tx", "2"), "payload", 5));
		assertThat(Codec.decode(this.serializer, mapAsTimeout, TypeRef.of(int.class)))
			.isEqualTo(new Message("1", "a", 5));
	}

	@Test
	void aDecimalIsExactAlsoWhereThePayloadComesFirst() throws Exception {
		BigDecimal exact = new BigDecimal("0.12345678901234567890123456789");
		byte[] frame = this.serializer.serialize(ordered("payload", exact, "tx", "1", "type", "a"));
		assertThat(Codec.decode(this.serializer, frame, TypeRef.of(BigDecimal.class)).payload()).isEqualTo(exact);
	}

	@Test
	void aDeserializerThatThrowsMakesTheMessageMalformed() throws Exception {
		byte[] frame = this.serializer.serialize(ordered("tx", "1", "type", "a", "payload", "text"));
		assertThatExceptionOfType(MalformedMessageException.class)
			.isThrownBy(() -> Codec.decode(this.serializer, frame, TypeRef.of(Picky.class)))
			.satisfies((ex) -> assertThat(ex.tx()).isEqualTo("1"));
	}

	private static Map<String, Object> ordered(Object... entries) {
		Map<String, Object> map = new LinkedHashMap<>();
		for (int i = 0; i < entries.length; i += 2) {
			map.put((String) entries[i], entries[i + 1]);
		}
		return map;
	}

	private RemoteError error(Object payload) throws Exception {
		RemoteError first = (RemoteError) Codec
			.decode(this.serializer,
					this.serializer.serialize(ordered("tx", "1", "type", "aError", "payload", payload)), Codec.ERROR)
			.payload();
		Object second = Codec
			.decode(this.serializer,
					this.serializer.serialize(ordered("payload", payload, "tx", "1", "type", "aError")), Codec.ERROR)
			.payload();
		assertThat(second).isEqualTo(first);
		return first;
	}

	private Object roundTrip(Object payload, Class<?> type) {
		return Codec.roundTrip(this.serializer, payload, TypeRef.of(type));
	}

	private void assertTravels(Object payload, Class<?> type) {
		assertTravels(payload, TypeRef.of(type));
	}

	private void assertTravels(Object payload, TypeRef<?> type) {
		assertThat(Codec.roundTrip(this.serializer, payload, type)).isEqualTo(payload).isInstanceOf(type.rawType());
	}

	record Person(String name, int age, List<String> children) {

	}

	record Checked(String name, int age) {

		Checked {
			if (age < 0) {
				throw new IllegalArgumentException("age is " + age);
			}
		}

	}

	enum Color {

		RED, GREEN

	}

	@JsonTypeInfo(use = Id.NAME)
	@JsonSubTypes({ @Type(value = Circle.class, name = "circle"), @Type(value = Square.class, name = "square") })
	sealed interface Shape permits Circle, Square {

	}

	record Circle(double radius) implements Shape {

	}

	record Square(double side) implements Shape {

	}

	record Drawing(List<Shape> shapes, Shape frame) {

	}

	public static class Failing {

		public String getValue() {
			throw new IllegalStateException("no value");
		}

	}

	@tools.jackson.databind.annotation.JsonDeserialize(using = PickyDeserializer.class)
	record Picky(String text) {

	}

	static class PickyDeserializer extends tools.jackson.databind.ValueDeserializer<Picky> {

		@Override
		public Picky deserialize(tools.jackson.core.JsonParser parser,
				tools.jackson.databind.DeserializationContext context) {
			throw new IllegalStateException("not this one");
		}

	}

}
