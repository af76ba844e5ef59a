package io.isolatedworkers.data;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Comparator;

import org.jspecify.annotations.Nullable;

/**
 * SQLite's order of values: NULL, numbers, texts by their bytes in UTF-8, bytes.
 */
enum ValueOrder implements Comparator<@Nullable Object> {

	/** The only one. */
	INSTANCE;

	@Override
	public int compare(@Nullable Object first, @Nullable Object second) {
		int rank = rank(first);
		if (rank != rank(second) || first == null || second == null) {
			return Integer.compare(rank, rank(second));
		}
		if (first instanceof Number one && second instanceof Number other) {
			return compare(one, other);
		}
		if (first instanceof String one && second instanceof String other) {
			return compare(one, other);
		}
		return Arrays.compareUnsigned((byte[]) first, (byte[]) second);
	}

	private static int rank(@Nullable Object value) {
		if (value == null) {
			return 0;
		}
		return (value instanceof Number) ? 1 : (value instanceof String) ? 2 : 3;
	}

	private static int compare(Number first, Number second) {
		if (first instanceof Long one && second instanceof Long other) {
			return Long.compare(one, other);
		}
		double one = first.doubleValue();
		double other = second.doubleValue();
		if (one != other || Double.isInfinite(one)) {
			return Double.compare(one, other);
		}
		// As doubles alike, but a whole number may have more digits than a double.
		return exact(first).compareTo(exact(second));
	}

	private static BigDecimal exact(Number number) {
		return (number instanceof Long) ? BigDecimal.valueOf(number.longValue()) : new BigDecimal(number.doubleValue());
	}

	/** Java compares halves of characters, which is another order beyond U+FFFF. */
	private static int compare(String first, String second) {
		int end = Math.min(first.length(), second.length());
		for (int i = 0; i < end; i++) {
			char one = first.charAt(i);
			char other = second.charAt(i);
			if (one != other) {
				boolean oneIsHalf = Character.isSurrogate(one);
				return (oneIsHalf != Character.isSurrogate(other)) ? (oneIsHalf ? 1 : -1)
						: Character.compare(one, other);
			}
		}
		return Integer.compare(first.length(), second.length());
	}

}
