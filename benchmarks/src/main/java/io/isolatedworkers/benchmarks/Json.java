package io.isolatedworkers.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * As much of JSON as this program writes and reads again. By hand, because it has no
 * library on its class path: one would be on that of everything that is measured.
 */
final class Json {

	/** A sign, a text, or a number. */
	private static final Pattern TOKEN = Pattern
		.compile("\\s*(?:([{}\\[\\]:,])|\"((?:[^\"\\\\]|\\\\[\"\\\\])*)\"|(-?[0-9][0-9.eE+-]*))\\s*");

	private final String text;

	private final Matcher token;

	private int position;

	private Json(String text) {
		this.text = text;
		this.token = TOKEN.matcher(text);
	}

	/** Writes maps, lists, numbers and texts. */
	static String write(Object value) {
		if (value instanceof Map<?, ?> map) {
			return map.entrySet()
				.stream()
				.map((entry) -> write(String.valueOf(entry.getKey())) + ": " + write(entry.getValue()))
				.collect(Collectors.joining(", ", "{", "}"));
		}
		if (value instanceof List<?> list) {
			return list.stream().map(Json::write).collect(Collectors.joining(", ", "[", "]"));
		}
		if (value instanceof Number number) {
			return number.toString();
		}
		return "\"" + value.toString().replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", " ") + "\"";
	}

	/**
	 * Reads what was written.
	 * @throws IllegalArgumentException if it is something else
	 */
	static Map<?, ?> read(String text) {
		Json json = new Json(text);
		if (json.next() instanceof Map<?, ?> map && json.position == text.length()) {
			return map;
		}
		throw json.unexpected();
	}

	private Object next() {
		advance();
		if (this.token.group(2) != null) {
			return this.token.group(2).replaceAll("\\\\(.)", "$1");
		}
		if (this.token.group(3) != null) {
			return Double.valueOf(this.token.group(3));
		}
		return switch (this.token.group(1)) {
			case "{" -> object();
			case "[" -> array();
			default -> throw unexpected();
		};
	}

	private Map<String, Object> object() {
		Map<String, Object> object = new LinkedHashMap<>();
		if (skip('}')) {
			return object;
		}
		do {
			Object name = next();
			if (!skip(':')) {
				throw unexpected();
			}
			object.put(name.toString(), next());
		}
		while (skip(','));
		if (!skip('}')) {
			throw unexpected();
		}
		return object;
	}

	private List<Object> array() {
		List<Object> array = new ArrayList<>();
		if (skip(']')) {
			return array;
		}
		do {
			array.add(next());
		}
		while (skip(','));
		if (!skip(']')) {
			throw unexpected();
		}
		return array;
	}

	/** Whether the next sign is this one, which is read then. */
	private boolean skip(char sign) {
		if (this.position >= this.text.length() || this.text.charAt(this.position) != sign) {
			return false;
		}
		advance();
		return true;
	}

	private void advance() {
		if (!this.token.region(this.position, this.text.length()).lookingAt()) {
			throw unexpected();
		}
		this.position = this.token.end();
	}

	private IllegalArgumentException unexpected() {
		return new IllegalArgumentException("it is no such file from character %d on".formatted(this.position));
	}

}
