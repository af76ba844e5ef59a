package io.isolatedworkers.data;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Which rows to list, in what order and how many. Rows that are equal in the order column
 * are ordered by their id, so that pages neither overlap nor leave gaps: the next page
 * begins {@link #after} the last row of this one. Immutable.
 *
 * @param filter which rows
 * @param orderBy the column to order by, {@code null} for the id alone
 * @param descending whether the greatest comes first
 * @param after the row to begin behind, {@code null} to begin at the front; it must have
 * the order column and the id
 * @param limit how many rows at most, from 1 to {@value #MAX_LIMIT}
 */
public record Query(Filter filter, @Nullable String orderBy, boolean descending, @Nullable Row after, int limit) {

	/** How many rows one list can have. */
	public static final int MAX_LIMIT = 10_000;

	/** How many rows a list has unless told otherwise. */
	public static final int DEFAULT_LIMIT = 1_000;

	/**
	 * Checks the limit.
	 */
	public Query {
		Objects.requireNonNull(filter, "filter");
		if (limit < 1 || limit > MAX_LIMIT) {
			throw new DataException(DataProblem.INVALID_VALUE,
					"The limit is %,d; it must be from 1 to %,d".formatted(limit, MAX_LIMIT));
		}
	}

	/**
	 * The first {@value #DEFAULT_LIMIT} rows by their id.
	 * @return the query
	 */
	public static Query all() {
		return new Query(Filter.all(), null, false, null, DEFAULT_LIMIT);
	}

	/**
	 * The same for other rows.
	 * @param filter which rows
	 * @return the query
	 */
	public Query where(Filter filter) {
		return new Query(filter, this.orderBy, this.descending, this.after, this.limit);
	}

	/**
	 * The same ordered by a column, the least first.
	 * @param column the column
	 * @return the query
	 */
	public Query ascendingBy(String column) {
		return new Query(this.filter, column, false, this.after, this.limit);
	}

	/**
	 * The same ordered by a column, the greatest first.
	 * @param column the column
	 * @return the query
	 */
	public Query descendingBy(String column) {
		return new Query(this.filter, column, true, this.after, this.limit);
	}

	/**
	 * The same from behind a row on.
	 * @param row the last row of the page before
	 * @return the query
	 */
	public Query after(Row row) {
		return new Query(this.filter, this.orderBy, this.descending, row, this.limit);
	}

	/**
	 * The same with fewer or more rows.
	 * @param limit how many rows at most, from 1 to {@value #MAX_LIMIT}
	 * @return the query
	 */
	public Query limit(int limit) {
		return new Query(this.filter, this.orderBy, this.descending, this.after, limit);
	}

}
