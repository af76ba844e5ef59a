package io.isolatedworkers.serializer;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

import io.isolatedworkers.message.TypeRef;
import org.jspecify.annotations.Nullable;

/**
 * The types whose values are read and written without databind, as it would by default:
 * texts, numbers, truth values and {@linkplain PlainRecord records} of those.
 */
final class PlainTypes {

	/** Kept by the classes themselves, and so no longer than these. */
	private static final ClassValue<Optional<PlainRecord>> RECORDS = new ClassValue<>() {

		@Override
		protected Optional<PlainRecord> computeValue(Class<?> type) {
			return Optional.ofNullable(PlainRecord.of(type));
		}

	};

	private PlainTypes() {
	}

	/** How a type is bound if it is a record, {@code null} if that is for databind. */
	private static @Nullable PlainRecord recordOf(TypeRef<?> type) {
		// Not asked for each message whether it is a record, which takes a call of the
		// JVM
		return (type.type() instanceof Class<?> known) ? RECORDS.get(known).orElse(null) : null;
	}

	/** Whether all values of a type can be read and written here. */
	static boolean contains(TypeRef<?> type) {
		return PlainKind.of(type.type()) != null || recordOf(type) != null;
	}

	/** Whether a value is written here. */
	static boolean writes(Object value, TypeRef<?> type) {
		return kindOf(value, type) != null || (value.getClass() == type.type() && recordOf(type) != null);
	}

	/** A list says by its declared type only what is in it. */
	private static @Nullable PlainKind kindOf(Object value, TypeRef<?> type) {
		if (value instanceof List<?>) {
			return (PlainKind.of(type.type()) == PlainKind.TEXTS) ? PlainKind.TEXTS : null;
		}
		return PlainKind.of(value.getClass());
	}

	/** Writes a value that is {@linkplain #writes written here}. */
	static void write(PlainWriter out, Object value, TypeRef<?> type) throws NotPlainException {
		PlainKind kind = kindOf(value, type);
		if (kind != null) {
			kind.write(out, value);
		}
		else {
			Objects.requireNonNull(recordOf(type)).write(out, value);
		}
	}

	/**
	 * Reads a value.
	 * @throws NotPlainException if databind has to look at it
	 */
	static Object read(PlainReader in, TypeRef<?> type) throws NotPlainException {
		PlainKind kind = PlainKind.of(type.type());
		try {
			return (kind != null) ? kind.read(in) : NotPlainException.require(recordOf(type)).read(in);
		}
		catch (RuntimeException ex) {
			// Databind meets the same, and says so in its own words
			throw NotPlainException.INSTANCE;
		}
	}

}
