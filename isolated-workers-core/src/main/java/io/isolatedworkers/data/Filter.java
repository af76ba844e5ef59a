package io.isolatedworkers.data;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Which rows are meant. Values are bound, never put into SQL. Immutable.
 */
public sealed interface Filter {

	/**
	 * All rows.
	 * @return the filter
	 */
	static Filter all() {
		return new All();
	}

	/**
	 * Rows whose column has a value; {@code null} means NULL.
	 * @param column the column
	 * @param value the value
	 * @return the filter
	 */
	static Filter equal(String column, @Nullable Object value) {
		return new Comparison(column, Operator.EQUAL, Row.normalize(column, value));
	}

	/**
	 * Rows whose column has another value; NULL counts as a value.
	 * @param column the column
	 * @param value the value
	 * @return the filter
	 */
	static Filter notEqual(String column, @Nullable Object value) {
		return new Comparison(column, Operator.NOT_EQUAL, Row.normalize(column, value));
	}

	/**
	 * Rows whose column is less than a value. NULL never is.
	 * @param column the column
	 * @param value the value
	 * @return the filter
	 */
	static Filter less(String column, Object value) {
		return new Comparison(column, Operator.LESS, Row.normalize(column, value));
	}

	/**
	 * Rows whose column is at most a value. NULL never is.
	 * @param column the column
	 * @param value the value
	 * @return the filter
	 */
	static Filter atMost(String column, Object value) {
		return new Comparison(column, Operator.AT_MOST, Row.normalize(column, value));
	}

	/**
	 * Rows whose column is greater than a value. NULL never is.
	 * @param column the column
	 * @param value the value
	 * @return the filter
	 */
	static Filter greater(String column, Object value) {
		return new Comparison(column, Operator.GREATER, Row.normalize(column, value));
	}

	/**
	 * Rows whose column is at least a value. NULL never is.
	 * @param column the column
	 * @param value the value
	 * @return the filter
	 */
	static Filter atLeast(String column, Object value) {
		return new Comparison(column, Operator.AT_LEAST, Row.normalize(column, value));
	}

	/**
	 * Rows whose column has one of several values.
	 * @param column the column
	 * @param values the values, at most 500; none means no row
	 * @return the filter
	 */
	static Filter in(String column, List<?> values) {
		if (values.size() > In.MAX_VALUES) {
			throw new DataException(DataProblem.INVALID_VALUE, "Column '%s' is compared with %,d values; at most %,d"
				.formatted(column, values.size(), In.MAX_VALUES));
		}
		return new In(column, values.stream().<Object>map((value) -> normal(column, value)).toList());
	}

	private static Object normal(String column, Object value) {
		Object normal = Row.normalize(column, value);
		if (normal == null) {
			throw new DataException(DataProblem.INVALID_VALUE,
					"Column '%s' is compared with a list that holds null; use equal for that".formatted(column));
		}
		return normal;
	}

	/**
	 * Rows that fit this filter and another.
	 * @param other the other
	 * @return the filter
	 */
	default Filter and(Filter other) {
		return new Both(this, other);
	}

	/**
	 * Rows that fit this filter or another.
	 * @param other the other
	 * @return the filter
	 */
	default Filter or(Filter other) {
		return new Either(this, other);
	}

	/**
	 * All rows.
	 */
	record All() implements Filter {
	}

	/**
	 * A column compared with a value.
	 *
	 * @param column the column
	 * @param operator how
	 * @param value with what
	 */
	record Comparison(String column, Operator operator, @Nullable Object value) implements Filter {
	}

	/**
	 * A column that has one of several values.
	 *
	 * @param column the column
	 * @param values the values
	 */
	record In(String column, List<Object> values) implements Filter {

		/** How many values a list may have. */
		public static final int MAX_VALUES = 500;

	}

	/**
	 * Two filters that must both fit.
	 *
	 * @param first one
	 * @param second the other
	 */
	record Both(Filter first, Filter second) implements Filter {
	}

	/**
	 * Two filters of which one must fit.
	 *
	 * @param first one
	 * @param second the other
	 */
	record Either(Filter first, Filter second) implements Filter {
	}

	/**
	 * How a column is compared with a value. Values of different types have SQLite's
	 * order: NULL, numbers, texts, bytes.
	 */
	enum Operator {

		/** The same value. */
		EQUAL,

		/** Another value. */
		NOT_EQUAL,

		/** Less. */
		LESS,

		/** Less or the same. */
		AT_MOST,

		/** Greater. */
		GREATER,

		/** Greater or the same. */
		AT_LEAST

	}

}
