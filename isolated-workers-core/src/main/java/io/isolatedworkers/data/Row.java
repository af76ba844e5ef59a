package io.isolatedworkers.data;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The values of one row by the names of their columns, in the order of the columns. A
 * value is {@code null}, a {@link Long}, a {@link Double}, a {@link String} or a
 * {@code byte[]}: the five types of SQLite, which survive every way through an adapter.
 * Immutable but for the content of byte arrays, which nobody may change.
 */
public final class Row {

	private final Map<String, @Nullable Object> values;

	private Row(Map<String, @Nullable Object> values) {
		this.values = Collections.unmodifiableMap(values);
	}

	/**
	 * A row of the given values.
	 * @param values the values by column; whole numbers become {@link Long}, other
	 * numbers {@link Double}, booleans 0 or 1
	 * @return the row
	 * @throws DataException with {@link DataProblem#INVALID_VALUE} for a value of another
	 * type, for NaN, which SQLite would turn into NULL, and for a text with half of a
	 * surrogate pair, which it would change
	 */
	public static Row of(Map<String, ? extends @Nullable Object> values) {
		Map<String, @Nullable Object> copy = new LinkedHashMap<>();
		values.forEach((column, value) -> copy.put(column, normalize(column, value)));
		return new Row(copy);
	}

	/**
	 * Returns a builder without values.
	 * @return the builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	static @Nullable Object normalize(String column, @Nullable Object value) {
		if (value == null || value instanceof Long || value instanceof byte[]) {
			return value;
		}
		if (value instanceof String text) {
			requireEncodable(column, text);
			return value;
		}
		if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
			return ((Number) value).longValue();
		}
		if (value instanceof Boolean flag) {
			return flag ? 1L : 0L;
		}
		if ((value instanceof Double || value instanceof Float) && !Double.isNaN(((Number) value).doubleValue())) {
			return ((Number) value).doubleValue();
		}
		throw new DataException(DataProblem.INVALID_VALUE,
				"The value of column '%s' cannot be stored: %s. Use a number, a text, byte[], a boolean or null"
					.formatted(column, (value instanceof Number) ? value + " is out of range" : value.getClass()));
	}

	/** Half a character has no bytes in UTF-8; a question mark would be stored for it. */
	private static void requireEncodable(String column, String text) {
		for (int i = 0; i < text.length(); i++) {
			if (Character.isSurrogate(text.charAt(i))) {
				if (!Character.isHighSurrogate(text.charAt(i)) || i + 1 == text.length()
						|| !Character.isLowSurrogate(text.charAt(i + 1))) {
					throw new DataException(DataProblem.INVALID_VALUE,
							"The text of column '%s' holds half a character at index %d and cannot be stored"
								.formatted(column, i));
				}
				i++;
			}
		}
	}

	/**
	 * Returns the names of the columns.
	 * @return the names, in their order
	 */
	public Set<String> columns() {
		return this.values.keySet();
	}

	Map<String, @Nullable Object> values() {
		return this.values;
	}

	/**
	 * Whether the row has a column, be its value {@code null} or not.
	 * @param column the column
	 * @return {@code true} if it has
	 */
	public boolean has(String column) {
		return this.values.containsKey(column);
	}

	/**
	 * Returns a value.
	 * @param column the column
	 * @return the value, {@code null} for NULL
	 * @throws DataException with {@link DataProblem#INVALID_IDENTIFIER} if the row has no
	 * such column
	 */
	public @Nullable Object value(String column) {
		if (!has(column)) {
			throw new DataException(DataProblem.INVALID_IDENTIFIER,
					"The row has no column '%s', only %s".formatted(column, columns()));
		}
		return this.values.get(column);
	}

	/**
	 * Returns a text.
	 * @param column the column
	 * @return the text, {@code null} for NULL
	 * @throws DataException if there is no such column, or it holds something else
	 */
	public @Nullable String text(String column) {
		return value(column, String.class);
	}

	/**
	 * Returns a whole number.
	 * @param column the column
	 * @return the number, {@code null} for NULL
	 * @throws DataException if there is no such column, or it holds something else
	 */
	public @Nullable Long integer(String column) {
		return value(column, Long.class);
	}

	/**
	 * Returns a real number.
	 * @param column the column
	 * @return the number, {@code null} for NULL
	 * @throws DataException if there is no such column, or it holds something else
	 */
	public @Nullable Double real(String column) {
		return value(column, Double.class);
	}

	/**
	 * Returns bytes.
	 * @param column the column
	 * @return the bytes, not to be changed; {@code null} for NULL
	 * @throws DataException if there is no such column, or it holds something else
	 */
	public byte @Nullable [] blob(String column) {
		return value(column, byte[].class);
	}

	private <T> @Nullable T value(String column, Class<T> type) {
		Object value = value(column);
		if (value != null && !type.isInstance(value)) {
			throw new DataException(DataProblem.INVALID_VALUE, "Column '%s' holds a %s, not a %s".formatted(column,
					value.getClass().getSimpleName(), type.getSimpleName()));
		}
		return type.cast(value);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof Row that && this.values.keySet().equals(that.values.keySet())
				&& this.values.entrySet()
					.stream()
					.allMatch((entry) -> Objects.deepEquals(entry.getValue(), that.values.get(entry.getKey())));
	}

	@Override
	public int hashCode() {
		int hash = 0;
		for (Map.Entry<String, @Nullable Object> entry : this.values.entrySet()) {
			Object value = entry.getValue();
			hash += entry.getKey().hashCode()
					^ ((value instanceof byte[] bytes) ? Arrays.hashCode(bytes) : Objects.hashCode(value));
		}
		return hash;
	}

	/** The columns without their values, which may be anything and long. */
	@Override
	public String toString() {
		return "Row" + columns();
	}

	/**
	 * Builds a {@link Row}.
	 */
	public static final class Builder {

		private final Map<String, @Nullable Object> values = new LinkedHashMap<>();

		private Builder() {
		}

		/**
		 * Sets a value.
		 * @param column the column
		 * @param value the value
		 * @return this builder
		 * @throws DataException with {@link DataProblem#INVALID_VALUE} as
		 * {@link Row#of(Map)} does
		 */
		public Builder set(String column, @Nullable Object value) {
			this.values.put(column, normalize(column, value));
			return this;
		}

		/**
		 * Makes the row.
		 * @return the row
		 */
		public Row build() {
			return new Row(new LinkedHashMap<>(this.values));
		}

	}

}
