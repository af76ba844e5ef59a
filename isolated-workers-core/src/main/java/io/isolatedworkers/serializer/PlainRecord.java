package io.isolatedworkers.serializer;

import java.io.Serializable;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Binds records of which nothing but their components says how: texts, numbers, truth
 * values and lists of texts, without any annotation. Such records are read and written as
 * Jackson's databind would, without loading it: its start costs more than that of a whole
 * JVM. Whatever is not quite as expected is left to databind.
 */
final class PlainRecord {

	private static final Map<Type, Kind> KINDS = Map.of(String.class, Kind.TEXT, int.class, Kind.INT, Integer.class,
			Kind.INT, long.class, Kind.LONG, Long.class, Kind.LONG, double.class, Kind.DOUBLE, Double.class,
			Kind.DOUBLE, boolean.class, Kind.BOOLEAN, Boolean.class, Kind.BOOLEAN);

	private final Constructor<?> constructor;

	private final Component[] components;

	private PlainRecord(Constructor<?> constructor, Component[] components) {
		this.constructor = constructor;
		this.components = components;
	}

	/** How a class is bound, {@code null} if that is for databind to say. */
	static @Nullable PlainRecord of(Class<?> type) {
		Constructor<?>[] constructors = type.getDeclaredConstructors();
		if (!type.isRecord() || hasSupertypes(type) || constructors.length != 1 || isAnnotated(type)
				|| isAnnotated(constructors[0]) || type.getTypeParameters().length > 0) {
			return null;
		}
		RecordComponent[] declared = type.getRecordComponents();
		for (Annotation[] annotations : constructors[0].getParameterAnnotations()) {
			if (annotations.length > 0) {
				return null;
			}
		}
		for (Method method : type.getDeclaredMethods()) {
			if (isAnnotated(method) || mayBeProperty(method)) {
				return null;
			}
		}
		Component[] components = new Component[declared.length];
		try {
			for (int i = 0; i < declared.length; i++) {
				Kind kind = kindOf(declared[i].getGenericType());
				if (kind == null || isAnnotated(declared[i])
						|| isAnnotated(type.getDeclaredField(declared[i].getName()))) {
					return null;
				}
				Method accessor = declared[i].getAccessor();
				accessor.setAccessible(true);
				components[i] = new Component(declared[i].getName(), kind, declared[i].getType().isPrimitive(),
						accessor);
			}
			constructors[0].setAccessible(true);
		}
		catch (NoSuchFieldException | RuntimeException ex) {
			return null;
		}
		return (components.length > 0) ? new PlainRecord(constructors[0], components) : null;
	}

	/** Annotations and methods of an interface count; a marker has none. */
	private static boolean hasSupertypes(Class<?> type) {
		for (Class<?> parent : type.getInterfaces()) {
			if (parent != Serializable.class) {
				return true;
			}
		}
		return false;
	}

	private static boolean isAnnotated(AnnotatedElement element) {
		return element.getAnnotations().length > 0;
	}

	/** Databind takes what is named like that for a property. */
	private static boolean mayBeProperty(Method method) {
		String name = method.getName();
		return !Modifier.isStatic(method.getModifiers())
				&& (name.startsWith("get") || name.startsWith("is") || name.startsWith("set"));
	}

	private static @Nullable Kind kindOf(Type type) {
		if (type instanceof ParameterizedType list && list.getRawType() == List.class
				&& list.getActualTypeArguments()[0] == String.class) {
			return Kind.TEXTS;
		}
		return KINDS.get(type);
	}

	/**
	 * Reads the object at which a parser stands.
	 * @throws NotPlainException if databind has to look at it
	 */
	Object read(JsonParser in) throws NotPlainException {
		try {
			return this.constructor.newInstance(values(in));
		}
		catch (ReflectiveOperationException | RuntimeException ex) {
			// Databind meets the same, and says so in its own words
			throw NotPlainException.INSTANCE;
		}
	}

	private @Nullable Object[] values(JsonParser in) throws NotPlainException {
		require(in.currentToken() == JsonToken.START_OBJECT);
		@Nullable Object[] values = new Object[this.components.length];
		boolean[] seen = new boolean[values.length];
		int found = 0;
		while (in.nextToken() == JsonToken.PROPERTY_NAME) {
			int index = indexOf(in.currentName());
			JsonToken token = in.nextToken();
			if (index < 0) {
				in.skipChildren();
				continue;
			}
			require(!seen[index]);
			seen[index] = true;
			values[index] = value(this.components[index], in, token);
			found++;
		}
		// What is missing may have a default, or be an error
		require(found == values.length);
		return values;
	}

	private int indexOf(String name) {
		for (int i = 0; i < this.components.length; i++) {
			if (this.components[i].name.equals(name)) {
				return i;
			}
		}
		return -1;
	}

	private static @Nullable Object value(Component component, JsonParser in, JsonToken token)
			throws NotPlainException {
		if (token == JsonToken.VALUE_NULL) {
			require(!component.primitive);
			return null;
		}
		switch (component.kind) {
			case TEXT -> {
				require(token == JsonToken.VALUE_STRING);
				return in.getString();
			}
			case INT -> {
				require(token == JsonToken.VALUE_NUMBER_INT);
				return in.getIntValue();
			}
			case LONG -> {
				require(token == JsonToken.VALUE_NUMBER_INT);
				return in.getLongValue();
			}
			case DOUBLE -> {
				require(token == JsonToken.VALUE_NUMBER_FLOAT || token == JsonToken.VALUE_NUMBER_INT);
				return in.getDoubleValue();
			}
			case BOOLEAN -> {
				require(token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE);
				return token == JsonToken.VALUE_TRUE;
			}
			default -> {
				return texts(in, token);
			}
		}
	}

	private static List<@Nullable String> texts(JsonParser in, JsonToken token) throws NotPlainException {
		require(token == JsonToken.START_ARRAY);
		List<@Nullable String> texts = new ArrayList<>();
		for (JsonToken next = in.nextToken(); next != JsonToken.END_ARRAY; next = in.nextToken()) {
			require(next == JsonToken.VALUE_STRING || next == JsonToken.VALUE_NULL);
			texts.add((next == JsonToken.VALUE_STRING) ? in.getString() : null);
		}
		return texts;
	}

	private static void require(boolean plain) throws NotPlainException {
		if (!plain) {
			throw NotPlainException.INSTANCE;
		}
	}

	/** Writes a record. */
	void write(JsonGenerator out, Object value) {
		out.writeStartObject(value);
		for (Component component : this.components) {
			out.writeName(component.name);
			write(out, component.kind, valueOf(component, value));
		}
		out.writeEndObject();
	}

	private static @Nullable Object valueOf(Component component, Object value) {
		try {
			return component.accessor.invoke(value);
		}
		catch (InvocationTargetException ex) {
			throw new IllegalStateException("%s failed: %s".formatted(component.accessor, ex.getCause()),
					ex.getCause());
		}
		catch (IllegalAccessException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Whether a value is of those that stand in such records: a report of progress. */
	static boolean isPart(@Nullable Object value) {
		return value != null && KINDS.containsKey(value.getClass());
	}

	/** Writes a value that is of those. */
	static void writePart(JsonGenerator out, Object value) {
		write(out, Objects.requireNonNull(KINDS.get(value.getClass())), value);
	}

	private static void write(JsonGenerator out, Kind kind, @Nullable Object value) {
		if (value == null) {
			out.writeNull();
			return;
		}
		switch (kind) {
			case TEXT -> out.writeString((String) value);
			case INT -> out.writeNumber((Integer) value);
			case LONG -> out.writeNumber((Long) value);
			case DOUBLE -> out.writeNumber((Double) value);
			case BOOLEAN -> out.writeBoolean((Boolean) value);
			case TEXTS -> {
				List<?> texts = (List<?>) value;
				out.writeStartArray(texts, texts.size());
				for (Object text : texts) {
					out.writeString((String) text);
				}
				out.writeEndArray();
			}
		}
	}

	private enum Kind {

		TEXT, INT, LONG, DOUBLE, BOOLEAN, TEXTS

	}

	/** Not a record: its methods would be made by code that is made at run time. */
	private static final class Component {

		private final String name;

		private final Kind kind;

		private final boolean primitive;

		private final Method accessor;

		private Component(String name, Kind kind, boolean primitive, Method accessor) {
			this.name = name;
			this.kind = kind;
			this.primitive = primitive;
			this.accessor = accessor;
		}

	}

	/** There is more to a value than can be read here. */
	static final class NotPlainException extends Exception {

		private static final NotPlainException INSTANCE = new NotPlainException();

		private static final long serialVersionUID = 1L;

		private NotPlainException() {
			super("databind is needed", null, false, false);
		}

	}

}
