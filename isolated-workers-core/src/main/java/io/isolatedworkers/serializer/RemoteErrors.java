package io.isolatedworkers.serializer;

import java.util.LinkedHashMap;
import java.util.Map;

import io.isolatedworkers.message.RemoteError;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads and writes {@link RemoteError} by hand: workers in other languages leave fields
 * out or fill them with what is no text.
 */
final class RemoteErrors {

	private static final String UNKNOWN_NAME = "Error";

	private static final PropertyNames FIELDS = new PropertyNames("message", "name", "stack", "code", "cause");

	private static final int MESSAGE = 0;

	private static final int NAME = 1;

	private static final int STACK = 2;

	private static final int CODE = 3;

	private static final int CAUSE = 4;

	private RemoteErrors() {
	}

	static Map<String, Object> toMap(RemoteError error) {
		Map<String, Object> map = new LinkedHashMap<>();
		map.put("message", error.message());
		map.put("name", error.name());
		if (error.stack() != null) {
			map.put("stack", error.stack());
		}
		if (error.code() != null) {
			map.put("code", error.code());
		}
		if (error.cause() != null) {
			map.put("cause", toMap(error.cause()));
		}
		return map;
	}

	static RemoteError fromTree(@Nullable Object tree) {
		if (!(tree instanceof Map<?, ?> map)) {
			return RemoteError.of(UNKNOWN_NAME, String.valueOf(tree));
		}
		return new RemoteError(text(map.get("message"), ""), text(map.get("name"), UNKNOWN_NAME),
				textOrNull(map.get("stack")), textOrNull(map.get("code")),
				(map.get("cause") != null) ? fromTree(map.get("cause")) : null);
	}

	static void write(PlainWriter out, RemoteError error) throws NotPlainException {
		out.beginObject();
		write(out, MESSAGE, error.message());
		write(out, NAME, error.name());
		write(out, STACK, error.stack());
		write(out, CODE, error.code());
		if (error.cause() != null) {
			out.writeName(FIELDS, CAUSE);
			write(out, error.cause());
		}
		out.endObject();
	}

	private static void write(PlainWriter out, int field, @Nullable String text) throws NotPlainException {
		if (text != null) {
			out.writeName(FIELDS, field);
			out.writeText(text);
		}
	}

	static RemoteError read(JsonParser in) {
		if (in.currentToken() != JsonToken.START_OBJECT) {
			String text = in.getValueAsString();
			in.skipChildren();
			return RemoteError.of(UNKNOWN_NAME, (text != null) ? text : "");
		}
		String message = "";
		String name = UNKNOWN_NAME;
		String stack = null;
		String code = null;
		RemoteError cause = null;
		while (in.nextToken() == JsonToken.PROPERTY_NAME) {
			String field = in.currentName();
			JsonToken value = in.nextToken();
			switch (field) {
				case "message" -> message = text(scalar(in), message);
				case "name" -> name = text(scalar(in), name);
				case "stack" -> stack = scalar(in);
				case "code" -> code = scalar(in);
				case "cause" -> cause = (value == JsonToken.VALUE_NULL) ? null : read(in);
				default -> in.skipChildren();
			}
		}
		return new RemoteError(message, name, stack, code, cause);
	}

	private static @Nullable String scalar(JsonParser in) {
		String text = in.getValueAsString();
		in.skipChildren();
		return text;
	}

	private static String text(@Nullable Object value, String fallback) {
		return (value != null) ? value.toString() : fallback;
	}

	private static @Nullable String textOrNull(@Nullable Object value) {
		return (value != null) ? value.toString() : null;
	}

}
