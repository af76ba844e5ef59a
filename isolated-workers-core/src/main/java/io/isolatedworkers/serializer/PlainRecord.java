package io.isolatedworkers.serializer;

import java.io.Serializable;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.function.BiConsumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Binds records of which nothing but their components says how: texts, numbers, truth
 * values and lists of texts, without any annotation. Such records are read and written as
 * Jackson's databind would, without loading it: its start costs more than that of a whole
 * JVM. Whatever is not quite as expected is left to databind.
 */
final class PlainRecord {

	/** As many as a number has bits for. */
	private static final int MOST_COMPONENTS = Long.SIZE;

	private final PropertyNames names;

	private final Component[] components;

	private final Function<@Nullable Object[], Object> constructor;

	private final BiConsumer<Object, @Nullable Object[]> accessors;

	/** A bit for each component that is primitive, and so must not be missing. */
	private final long required;

	@SuppressWarnings("unchecked")
	private PlainRecord(PropertyNames names, Component[] components, Object code) {
		this.names = names;
		this.components = components;
		this.constructor = (Function<@Nullable Object[], Object>) code;
		this.accessors = (BiConsumer<Object, @Nullable Object[]>) code;
		long primitives = 0;
		for (int i = 0; i < components.length; i++) {
			primitives |= components[i].primitive ? 1L << i : 0;
		}
		this.required = primitives;
	}

	/** How a class is bound, {@code null} if that is for databind to say. */
	static @Nullable PlainRecord of(Class<?> type) {
		try {
			return isPlain(type) ? read(type) : null;
		}
		catch (ReflectiveOperationException | RuntimeException | LinkageError ex) {
			// Databind meets the same, and says so in its own words
			return null;
		}
	}

	private static boolean isPlain(Class<?> type) {
		if (!type.isRecord() || type.isHidden() || hasSupertypes(type) || isAnnotated(type)
				|| type.getTypeParameters().length > 0) {
			return false;
		}
		Constructor<?>[] constructors = type.getDeclaredConstructors();
		if (constructors.length != 1 || isAnnotated(constructors[0])) {
			return false;
		}
		for (Annotation[] annotations : constructors[0].getParameterAnnotations()) {
			if (annotations.length > 0) {
				return false;
			}
		}
		for (Method method : type.getDeclaredMethods()) {
			if (isAnnotated(method) || mayBeProperty(method)) {
				return false;
			}
		}
		return true;
	}

	private static @Nullable PlainRecord read(Class<?> type) throws ReflectiveOperationException {
		RecordComponent[] declared = type.getRecordComponents();
		if (declared.length == 0 || declared.length > MOST_COMPONENTS) {
			return null;
		}
		String[] names = new String[declared.length];
		Component[] components = new Component[declared.length];
		for (int i = 0; i < declared.length; i++) {
			String name = declared[i].getName();
			PlainKind kind = PlainKind.of(declared[i].getGenericType());
			if (kind == null || !isPlain(name) || isAnnotated(declared[i])
					|| isAnnotated(type.getDeclaredField(name))) {
				return null;
			}
			names[i] = name;
			components[i] = new Component(kind, declared[i].getType().isPrimitive());
		}
		return new PlainRecord(new PropertyNames(names), components, code(type));
	}

	private static Object code(Class<?> type) {
		try {
			return RecordCode.of(type);
		}
		catch (IllegalAccessException ex) {
			return new RecordReflection(type);
		}
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

	/** Only names of ASCII are known to have nothing that JSON escapes. */
	private static boolean isPlain(String name) {
		for (int i = 0; i < name.length(); i++) {
			char c = name.charAt(i);
			if (c != '$' && c != '_' && (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z')) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Reads a record.
	 * @throws NotPlainException if databind has to look at it
	 */
	Object read(PlainReader in) throws NotPlainException {
		@Nullable Object[] values = values(in);
		try {
			return this.constructor.apply(values);
		}
		catch (Throwable ex) {
			// It may be a checked one, thrown unseen. Databind meets the same, and says
			// so in its own words
			throw NotPlainException.INSTANCE;
		}
	}

	private @Nullable Object[] values(PlainReader in) throws NotPlainException {
		in.beginObject();
		@Nullable Object[] values = new Object[this.components.length];
		long missing = -1L >>> -values.length;
		int index = in.nextProperty(this.names, 0);
		while (index != PlainReader.END) {
			NotPlainException.unless((missing & (1L << index)) != 0);
			missing &= ~(1L << index);
			values[index] = this.components[index].read(in);
			index = in.nextProperty(this.names, index + 1);
		}
		// Others are null then
		NotPlainException.unless((missing & this.required) == 0);
		return values;
	}

	/**
	 * Writes a record.
	 * @throws NotPlainException if there is a text that Jackson has to look at
	 */
	void write(PlainWriter out, Object value) throws NotPlainException {
		@Nullable Object[] values = new Object[this.components.length];
		try {
			this.accessors.accept(value, values);
		}
		catch (Throwable ex) {
			// It may be a checked one, thrown unseen
			throw new IllegalStateException("an accessor failed: " + ex, ex);
		}
		out.beginObject();
		for (int i = 0; i < values.length; i++) {
			out.writeName(this.names, i);
			this.components[i].kind.write(out, values[i]);
		}
		out.endObject();
	}

	/** Not a record: its methods would be made by code that is made at run time. */
	private static final class Component {

		private final PlainKind kind;

		private final boolean primitive;

		private Component(PlainKind kind, boolean primitive) {
			this.kind = kind;
			this.primitive = primitive;
		}

		private @Nullable Object read(PlainReader in) throws NotPlainException {
			if (in.readNull()) {
				NotPlainException.unless(!this.primitive);
				return null;
			}
			return this.kind.read(in);
		}

	}

}
