package io.isolatedworkers.serializer;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.RemoteError;
import io.isolatedworkers.message.TypeRef;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Serializers that users write by hand.
 */
class SerializerTests {

	private final Serializer java = new JavaSerializer();

	private final Serializer text = new TextSerializer();

	@Test
	void aMessageTravelsWithAllItsParts() {
		for (Serializer serializer : List.of(this.java, this.text)) {
			Message message = new Message("1", "resize", new Person("Ann", 40), Map.of("k", "v"), Duration.ofMillis(7),
					true);
			assertThat(Codec.roundTrip(serializer, message, TypeRef.of(Person.class))).isEqualTo(message);
			Message empty = new Message("1", "resize", null);
			assertThat(Codec.roundTrip(serializer, empty, TypeRef.of(Person.class))).isEqualTo(empty);
		}
	}

	@Test
	void payloadsOfAllKindsTravel() {
		for (Serializer serializer : List.of(this.java, this.text)) {
			assertThat(Codec.roundTrip(serializer, "text", TypeRef.of(String.class))).isEqualTo("text");
			assertThat(Codec.roundTrip(serializer, 5, TypeRef.of(int.class))).isEqualTo(5);
			assertThat(Codec.roundTrip(serializer, List.of(new Person("Ann", 40)), new TypeRef<List<Person>>() {
			})).isEqualTo(List.of(new Person("Ann", 40)));
			assertThat(Codec.roundTrip(serializer, new byte[] { 1, 2 }, TypeRef.of(byte[].class)))
				.isEqualTo(new byte[] { 1, 2 });
		}
	}

	@Test
	void numbersAreConvertedToTheTypeOfThePayload() {
		assertThat(Codec.decode(this.text, "tx=1|type=a|payload=5", TypeRef.of(long.class)).payload()).isEqualTo(5L);
	}

	@Test
	void anUnwantedPayloadIsLeftOut() {
		assertThat(Codec.decode(this.text, "tx=1|type=a|payload=5", null).payload()).isNull();
		assertThat(Codec.decode(this.text, "tx=1|type=a|payload=5", TypeRef.of(Void.class)).payload()).isNull();
	}

	@Test
	void errorsTravelAsMaps() {
		RemoteError error = new RemoteError("text", "Name", "stack", "CODE", RemoteError.of("Inner", "why"));
		assertThat(Codec.roundTrip(this.java, error, Codec.ERROR)).isEqualTo(error);
		assertThat(Codec.decode(this.text, "tx=1|type=aError|payload=\"just text\"", Codec.ERROR).payload())
			.isEqualTo(RemoteError.of("Error", "just text"));
		assertThat(Codec.decode(this.text, "tx=1|type=aError|payload={\"code\":404}", Codec.ERROR).payload())
			.isEqualTo(RemoteError.of("Error", "", "404"));
	}

	@Test
	void whatCannotBeReadIsMalformed() {
		assertThatExceptionOfType(MalformedMessageException.class)
			.isThrownBy(() -> Codec.decode(this.java, "no stream", null))
			.withMessageContaining("not a message")
			.withMessageContaining("begins with: no stream");
		assertThatExceptionOfType(MalformedMessageException.class)
			.isThrownBy(() -> Codec.decode(this.java, JavaSerializer.write("no map"), null))
			.withMessageContaining("not a message");
		assertThatExceptionOfType(MalformedMessageException.class)
			.isThrownBy(() -> Codec.decode(this.java, JavaSerializer.write(null), null))
			.withMessageContaining("tx or type is missing");
		assertThatExceptionOfType(MalformedMessageException.class)
			.isThrownBy(() -> Codec.decode(this.text, "type=a|payload=5", null))
			.withMessageContaining("tx or type is missing");
	}

	@Test
	void aPayloadThatDoesNotFitCarriesTransactionAndType() {
		assertThatExceptionOfType(MalformedMessageException.class)
			.isThrownBy(() -> Codec.decode(this.text, "tx=7|type=add|payload=\"x\"", TypeRef.of(Person.class)))
			.withMessageContaining("'add': the payload is not a " + Person.class.getName())
			.satisfies((ex) -> {
				assertThat(ex.tx()).isEqualTo("7");
				assertThat(ex.type()).isEqualTo("add");
			});
	}

	@Test
	void whatCannotBeWrittenIsNamedWithItsClass() {
		assertThatExceptionOfType(SerializationException.class)
			.isThrownBy(() -> Codec.encode(this.java, new Message("1", "add", new Object()), TypeRef.of(Object.class)))
			.withMessageContaining("'add': a payload of java.lang.Object cannot be serialized")
			.withCauseInstanceOf(java.io.NotSerializableException.class);
	}

	@Test
	void aMessageOverTheLimitIsRefused() {
		assertThatExceptionOfType(SerializationException.class)
			.isThrownBy(() -> this.java.encode(new Message("1", "add", new byte[1_000]), TypeRef.of(byte[].class),
					new FrameBuffer(500)))
			.withMessageContaining("maxFrameBytes");
	}

	@Test
	void anAnonymousClassIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new JavaSerializer() {
		}).withMessageContaining("needs a class with a name").withMessageContaining("SerializerTests$");
	}

	@Test
	void anEmptyTerminatorIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(WithoutTerminator::new)
			.withMessageContaining("terminator of")
			.withMessageContaining("WithoutTerminator");
	}

	@Test
	void terminatorsAreUtf8() {
		assertThat(this.text.terminator()).isEqualTo("→\n".getBytes(StandardCharsets.UTF_8));
		assertThat(this.text.name()).isEqualTo("TextSerializer");
		assertThat(this.text.formatId()).isEqualTo(TextSerializer.class.getName());
	}

	@Test
	void elementsThatAreOfTheirTypeAlreadyStay() {
		List<Opaque> payload = new ArrayList<>(List.of(new Opaque("secret")));
		assertThatCode(() -> assertThat(Codec.roundTrip(this.java, payload, new TypeRef<List<Opaque>>() {
		})).asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
			.singleElement()
			.extracting("text")
			.isEqualTo("secret")).doesNotThrowAnyException();
	}

	record Person(String name, int age) implements Serializable {

	}

	static final class Opaque implements Serializable {

		private static final long serialVersionUID = 1L;

		private final String text;

		private Opaque(String text) {
			this.text = text;
		}

		@Override
		public String toString() {
			return this.text;
		}

	}

	static class JavaSerializer extends Serializer {

		JavaSerializer() {
			super("\n");
		}

		@Override
		public byte[] serialize(Object value) throws IOException {
			return write(value);
		}

		static byte[] write(Object value) throws IOException {
			ByteArrayOutputStream bytes = new ByteArrayOutputStream();
			try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
				out.writeObject(value);
			}
			return bytes.toByteArray();
		}

		@Override
		@SuppressWarnings("unchecked")
		public <T> T deserialize(byte[] bytes, TypeRef<T> type) throws Exception {
			try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
				return (T) in.readObject();
			}
		}

	}

	/**
	 * {@code key=value|key=value}; tx and type as they are, everything else as JSON.
	 */
	static final class TextSerializer extends Serializer {

		TextSerializer() {
			super("→\n");
		}

		@Override
		public byte[] serialize(Object value) {
			List<String> entries = new ArrayList<>();
			((Map<?, ?>) value).forEach((key, entry) -> entries.add(key + "="
					+ (isPlain(String.valueOf(key)) ? entry : JsonMapper.shared().writeValueAsString(entry))));
			return String.join("|", entries).getBytes(StandardCharsets.UTF_8);
		}

		@Override
		public <T> T deserialize(byte[] bytes, TypeRef<T> type) {
			Map<String, Object> map = new LinkedHashMap<>();
			for (String entry : new String(bytes, StandardCharsets.UTF_8).split("\\|")) {
				String[] parts = entry.split("=", 2);
				map.put(parts[0], isPlain(parts[0]) ? parts[1] : JsonMapper.shared().readValue(parts[1], Object.class));
			}
			return type.cast(map);
		}

		private static boolean isPlain(String key) {
			return key.equals("tx") || key.equals("type");
		}

	}

	static final class WithoutTerminator extends Serializer {

		WithoutTerminator() {
			super("");
		}

		@Override
		public byte[] serialize(Object value) {
			return new byte[0];
		}

		@Override
		public <T> T deserialize(byte[] bytes, TypeRef<T> type) {
			return null;
		}

	}

}
