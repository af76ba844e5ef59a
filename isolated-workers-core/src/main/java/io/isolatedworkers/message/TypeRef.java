package io.isolatedworkers.message;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A Java type with its type arguments, such as {@code List<Thumbnail>}. Made from a class
 * with {@link #of(Class)}, or by an anonymous subclass where there are type arguments:
 * {@code new TypeRef<List<Thumbnail>>() {}}.
 * <p>
 * Immutable and safe for use by several threads. Two references are equal when their
 * types are.
 *
 * @param <T> the type
 */
public abstract class TypeRef<T> {

	private static final Map<Class<?>, Class<?>> WRAPPERS = Map.of(boolean.class, Boolean.class, byte.class, Byte.class,
			short.class, Short.class, int.class, Integer.class, long.class, Long.class, float.class, Float.class,
			double.class, Double.class, char.class, Character.class, void.class, Void.class);

	private final Type type;

	private final Class<?> rawType;

	/**
	 * Reads the type argument of the subclass.
	 * @throws IllegalArgumentException if the subclass gives no type argument, or one
	 * that is not fully known (a type variable)
	 */
	protected TypeRef() {
		if (getClass().getSuperclass() != TypeRef.class
				|| !(getClass().getGenericSuperclass() instanceof ParameterizedType parent)) {
			throw new IllegalArgumentException("A TypeRef needs its type argument: new TypeRef<List<String>>() {}");
		}
		this.type = parent.getActualTypeArguments()[0];
		this.rawType = rawType(this.type);
	}

	private TypeRef(Type type) {
		this.type = type;
		this.rawType = rawType(type);
	}

	/**
	 * The reference to a class without type arguments. A primitive type becomes its
	 * wrapper.
	 * @param <T> the type
	 * @param type the class
	 * @return its reference
	 */
	public static <T> TypeRef<T> of(Class<T> type) {
		return new Known<>(WRAPPERS.getOrDefault(type, type));
	}

	/**
	 * The reference to a type found by reflection.
	 * @param type the type, without type variables
	 * @return its reference
	 * @throws IllegalArgumentException if the type holds a type variable or a wildcard at
	 * its top
	 */
	public static TypeRef<?> of(Type type) {
		return new Known<>((type instanceof Class<?> known) ? WRAPPERS.getOrDefault(known, known) : type);
	}

	/**
	 * Returns the type with its type arguments.
	 * @return the type
	 */
	public final Type type() {
		return this.type;
	}

	/**
	 * Returns the class of the type, without its type arguments.
	 * @return the class
	 */
	public final Class<?> rawType() {
		return this.rawType;
	}

	/**
	 * Whether the type is {@link Void}: there is no value.
	 * @return {@code true} for {@code Void}
	 */
	public final boolean isVoid() {
		return this.rawType == Void.class;
	}

	/**
	 * Casts a value to this type. Type arguments cannot be checked.
	 * @param value the value
	 * @return the same value
	 * @throws ClassCastException if the value is not an instance of {@link #rawType()}
	 */
	@SuppressWarnings("unchecked")
	public final @Nullable T cast(@Nullable Object value) {
		return (T) this.rawType.cast(value);
	}

	private static Class<?> rawType(Type type) {
		if (type instanceof Class<?> known) {
			return known;
		}
		if (type instanceof ParameterizedType parameterized) {
			for (Type argument : parameterized.getActualTypeArguments()) {
				requireConcrete(argument, type);
			}
			return rawType(parameterized.getRawType());
		}
		if (type instanceof GenericArrayType array) {
			return rawType(array.getGenericComponentType()).arrayType();
		}
		if (type instanceof WildcardType wildcard && wildcard.getLowerBounds().length == 0) {
			return rawType(wildcard.getUpperBounds()[0]);
		}
		throw new IllegalArgumentException(
				"%s is not a concrete type; name one without type variables".formatted(type.getTypeName()));
	}

	private static void requireConcrete(Type part, Type whole) {
		if (part instanceof TypeVariable<?>) {
			throw new IllegalArgumentException("The type %s holds the type variable %s; name a concrete type"
				.formatted(whole.getTypeName(), part.getTypeName()));
		}
		if (part instanceof ParameterizedType parameterized) {
			Arrays.stream(parameterized.getActualTypeArguments())
				.forEach((argument) -> requireConcrete(argument, whole));
		}
		else if (part instanceof GenericArrayType array) {
			requireConcrete(array.getGenericComponentType(), whole);
		}
		else if (part instanceof WildcardType wildcard) {
			Arrays.stream(wildcard.getLowerBounds()).forEach((bound) -> requireConcrete(bound, whole));
			Arrays.stream(wildcard.getUpperBounds()).forEach((bound) -> requireConcrete(bound, whole));
		}
	}

	@Override
	public final boolean equals(@Nullable Object other) {
		return other instanceof TypeRef<?> that && this.type.equals(that.type);
	}

	@Override
	public final int hashCode() {
		return this.type.hashCode();
	}

	@Override
	public final String toString() {
		return this.type.getTypeName();
	}

	private static final class Known<T> extends TypeRef<T> {

		private Known(Type type) {
			super(type);
		}

	}

}
