package io.isolatedworkers.serializer;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON objects of texts, integers and truth values, such as start-up data. They are
 * written and read without Jackson, which is loaded for others only.
 */
public final class FlatJson {

	private FlatJson() {
	}

	/**
	 * Writes an object.
	 * @param values texts, integers and truth values
	 * @return the object as JSON
	 * @throws IllegalArgumentException if there is another value, or a text with half a
	 * character
	 */
	public static String write(Map<String, ?> values) {
		FrameBuffer out = new FrameBuffer(Integer.MAX_VALUE);
		try {
			new PlainJsonWriter(out).writeFlatMap(values);
			return new String(out.array(), 0, out.position(), StandardCharsets.UTF_8);
		}
		catch (NotPlainException ex) {
			throw new IllegalArgumentException("There is more than texts, integers and truth values", ex);
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
