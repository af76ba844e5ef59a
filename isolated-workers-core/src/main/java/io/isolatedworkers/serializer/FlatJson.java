package io.isolatedworkers.serializer;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
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
	 * @param json the object as JSON
	 * @return its texts, and its numbers and truth values as text; what is {@code null}
	 * or not flat is left out, and so is all of what is no object
	 * @throws JacksonException if it is not valid JSON
	 */
	public static Map<String, String> read(String json) {
		byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
		PlainJsonReader reader = new PlainJsonReader(bytes, 0, bytes.length);
		try {
			Map<String, String> values = reader.readFlatMap();
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

		static Map<String, String> read(String json) {
			Map<String, String> values = new LinkedHashMap<>();
			for (Map.Entry<String, JsonNode> property : new JsonMapper().readTree(json).properties()) {
				if (property.getValue().isValueNode() && !property.getValue().isNull()) {
					values.put(property.getKey(), property.getValue().asString());
				}
			}
			return values;
		}

	}

}
