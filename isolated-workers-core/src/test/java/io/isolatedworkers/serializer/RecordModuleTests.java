package io.isolatedworkers.serializer;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.isolatedworkers.message.TypeRef;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Records are made as Jackson makes them.
 */
class RecordModuleTests {

	private static final List<String> OBJECTS = List.of("{}", """
			{"a":1,"b":"x","c":[1.5],"d":{"k":2}}""", """
			{"d":{},"unknown":[{}],"b":null,"a":7}""", """
			{"a":1,"a":2}""", """
			{"a":null}""", """
			{"a":"no number"}""", """
			{"b":{"no":"text"}}""");

	private final JsonMapper plain = new JsonMapper();

	private final JsonMapper quick = JsonMapper.builder().addModule(new RecordModule()).build();

	@Test
	void recordsAreBoundAsByJackson() {
		for (Class<?> type : List.of(Four.class, Named.class, Factory.class, One.class, Empty.class)) {
			for (String json : OBJECTS) {
				assertThat(outcome(this.quick, json, type)).as("%s from %s", type, json)
					.isEqualTo(outcome(this.plain, json, type));
			}
		}
		assertThat(this.quick.readValue(OBJECTS.get(1), Four.class))
			.isEqualTo(new Four(1, "x", List.of(1.5), Map.of("k", 2)));
	}

	@Test
	void whatAConstructorThrowsIsTheCause() {
		assertThatExceptionOfType(MalformedMessageException.class)
			.isThrownBy(() -> Codec.decode(new JsonSerializer(), """
					{"tx":"1","type":"a","payload":{"a":-1}}""", TypeRef.of(One.class)))
			.withMessageContaining("negative");
		assertThat(outcome(this.quick, "{\"a\":-1}", One.class))
			.isEqualTo(outcome(this.plain, "{\"a\":-1}", One.class));
	}

	private static @Nullable Object outcome(JsonMapper mapper, String json, Class<?> type) {
		try {
			return mapper.readValue(json, type);
		}
		catch (RuntimeException ex) {
			return ex.getClass() + String.valueOf(ex.getMessage());
		}
	}

	private record Four(int a, @Nullable String b, @Nullable List<Double> c, @Nullable Map<String, Integer> d) {

	}

	private record Named(@JsonProperty("a") long number, @JsonProperty("b") @Nullable Object any) {

	}

	private record Factory(int a, int twice) {

		@JsonCreator
		static Factory of(@JsonProperty("a") int a) {
			return new Factory(a, 2 * a);
		}

	}

	private record One(int a) {

		private One {
			if (a < 0) {
				throw new IllegalArgumentException("negative");
			}
		}

	}

	private record Empty() {

	}

}
