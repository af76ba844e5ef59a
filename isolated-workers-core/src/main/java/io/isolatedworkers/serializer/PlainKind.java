package io.isolatedworkers.serializer;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The kinds of values about which nothing but their type says how they are read and
 * written.
 */
enum PlainKind {

	TEXT, INT, LONG, DOUBLE, BOOLEAN, TEXTS;

	private static final Map<Type, PlainKind> KINDS = Map.of(String.class, TEXT, int.class, INT, Integer.class, INT,
			long.class, LONG, Long.class, LONG, double.class, DOUBLE, Double.class, DOUBLE, boolean.class, BOOLEAN,
			Boolean.class, BOOLEAN);

	/** The kind of a type, {@code null} if it has none. */
	static @Nullable PlainKind of(Type type) {
		if (type instanceof ParameterizedType list && list.getRawType() == List.class
				&& list.getActualTypeArguments()[0] == String.class) {
			return TEXTS;
		}
		return KINDS.get(type);
	}

	/** Reads a value that is not {@code null}. */
	Object read(PlainReader in) throws NotPlainException {
		switch (this) {
			case TEXT -> {
				return in.readText();
			}
			case INT -> {
				long value = in.readInteger();
				NotPlainException.unless(value == (int) value);
				return (int) value;
			}
			case LONG -> {
				return in.readInteger();
			}
			case DOUBLE -> {
				return in.readReal();
			}
			case BOOLEAN -> {
				return in.readTruth();
			}
			default -> {
				return in.readTexts();
			}
		}
	}

	/** Writes a value or {@code null}. */
	@SuppressWarnings("unchecked")
	void write(PlainWriter out, @Nullable Object value) throws NotPlainException {
		if (value == null) {
			out.writeNull();
			return;
		}
		switch (this) {
			case TEXT -> out.writeText((String) value);
			case INT, LONG -> out.writeInteger(((Number) value).longValue());
			case DOUBLE -> out.writeReal((Double) value);
			case BOOLEAN -> out.writeTruth((Boolean) value);
			case TEXTS -> out.writeTexts((List<@Nullable String>) value);
		}
	}

}
