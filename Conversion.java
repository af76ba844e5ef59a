package io.isolatedworkers.serializer;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

import io.isolatedworkers.message.TypeRef;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Turns what a hand-written serializer read into the type of a payload, by Jackson where
 * it is not of that type already.
 */
final class Conversion {

	private static final JsonMapper MAPPER = JsonMapper.builder()
		.disable(DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
		.build();

	private Conversion() {
	}

	static <T> @Nullable T convert(@Nullable Object value, TypeRef<T> type) {
		if (value == null || isOf(value, type.type())) {
			return type.cast(value);
		}
		return type.cast(MAPPER.convertValue(value, MAPPER.constructType(type.type())));
	}

	/**
	 * Whether a value is of a type as far as that can be seen. Collections, maps and
	 * Optionals of {@code java.util} and arrays are looked into; an instance of any other
	 * generic class counts, as only a serializer that restores classes makes one.
	 */
	static boolean isOf(@Nullable Object value, Type type) {
		if (value == null) {
			return true;
		}
		if (type instanceof Class<?> known) {
			return known.isInstance(value);
		}
		if (type instanceof WildcardType wildcard) {
			return isOf(value, wildcard.getUpperBounds()[0]);
		}
		if (type instanceof GenericArrayType array) {
			return value instanceof Object[] elements && TypeRef.of(type).rawType().isInstance(value)
					&& Arrays.stream(elements).allMatch((element) -> isOf(element, array.getGenericComponentType()));
		}
		return type instanceof ParameterizedType parameterized && parameterized.getRawType() instanceof Class<?> raw
				&& raw.isInstance(value) && holds(value, raw, parameterized.getActualTypeArguments());
	}

	private static boolean holds(Object value, Class<?> raw, Type[] arguments) {
		if (!raw.getName().startsWith("java.")) {
			return true;
		}
		if (value instanceof Collection<?> collection && arguments.length == 1) {
			return collection.stream().allMatch((element) -> isOf(element, arguments[0]));
		}
		if (value instanceof Map<?, ?> map && arguments.length == 2) {
			return map.entrySet()
				.stream()
				.allMatch((entry) -> isOf(entry.getKey(), arguments[0]) && isOf(entry.getValue(), arguments[1]));
		}
		return !(value instanceof Optional<?> optional) || isOf(optional.orElse(null), arguments[0]);
	}

}
