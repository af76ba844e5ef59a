package io.isolatedworkers.serializer;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON objects of texts, integers, truth values and {@code null}, such as start-up data:
 * they are written and read without Jackson, which is loaded for others only.
 */
public final class FlatJson {

	private FlatJson() {
	}

	/**
	 * Writes an object.
	 * @param values the values
	 * @return the object as JSON
	 */
	public static String write(Map<String, ? extends @Nullable Object> values) {
		FrameBuffer out = new FrameBuffer(Integer.MAX_VALUE);
		try {
			new PlainJsonWriter(out).writeFlatMap(values);
			return new String(out.array(), 0, out.position(), StandardCharsets.UTF_8);
		}
		catch (NotPlainException ex) {
			return Databind.write(values);
		}
	}

	/**
	 * Reads an object.
	 * @param json the object as JSON; one that is not flat is read all the same
	 * @return the values, numbers as {@link Number}; none for JSON that is no object
	 * @throws JacksonException if it is not valid JSON
	 */
	public static Map<String, @Nullable Object> read(String json) {
		byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
		PlainJsonReader reader = new PlainJsonReader(bytes, 0, bytes.length);
		try {
			Map<String, @Nullable Object> values = reader.readFlatMap();
			NotPlainException.unless(reader.isAtEnd());
			return values;
		}
		catch (NotPlainException ex) {
			return Databind.read(json);
		}
	}

	/**
	 * A class of its own, so that the JVM need not load databind to check the other one.
	 */
	private static final class Databind {

		static String write(Map<String, ? extends @Nullable Object> values) {
			return new JsonMapper().writeValueAsString(values);
		}

		static Map<String, @Nullable Object> read(String json) {
			JsonMapper mapper = new JsonMapper();
			JsonNode node = mapper.readTree(json);
			return node.isObject() ? mapper.convertValue(node, new TypeReference<>() {
			}) : Map.of();
		}

	}

}
