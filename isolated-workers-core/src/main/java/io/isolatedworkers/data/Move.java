package io.isolatedworkers.data;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What to move from one handle to another.
 *
 * @param collection the collection, which both handles have with the same columns
 * @param from the handle that loses the rows
 * @param to the handle that gets them
 * @param orderBy the column whose least values go first, {@code null} for the id
 * @param filter which rows
 * @param batchSize how many rows at once, from 1 to {@value #MAX_BATCH_SIZE}. The target
 * cannot be written while a batch is copied to it, nor the source while the batch is
 * deleted there: with the default and rows of half a kilobyte for some tens of
 * milliseconds, for which {@code docs/performance.md} has figures. After a batch that
 * locked the source of a SQLite file for more than 75 milliseconds the next are smaller,
 * but not below 1,000 rows, until they are short again
 */
public record Move(String collection, String from, String to, @Nullable String orderBy, Filter filter, int batchSize) {

	/** How many rows a batch has unless told otherwise. */
	public static final int DEFAULT_BATCH_SIZE = 10_000;

	/** How many rows a batch can have. */
	public static final int MAX_BATCH_SIZE = 20_000;

	/**
	 * Checks the values.
	 */
	public Move {
		Objects.requireNonNull(collection, "collection");
		Objects.requireNonNull(filter, "filter");
		if (from.equals(to)) {
			throw new DataException(DataProblem.INVALID_VALUE,
					"Rows cannot be moved from '%s' to itself".formatted(from));
		}
		if (batchSize < 1 || batchSize > MAX_BATCH_SIZE) {
			throw new DataException(DataProblem.INVALID_VALUE,
					"The batch size is %,d; it must be from 1 to %,d".formatted(batchSize, MAX_BATCH_SIZE));
		}
	}

	/**
	 * All rows of a collection, in batches of {@value #DEFAULT_BATCH_SIZE} by their id.
	 * @param collection the collection
	 * @param from the handle that loses the rows
	 * @param to the handle that gets them
	 * @return the move
	 */
	public static Move of(String collection, String from, String to) {
		return new Move(collection, from, to, null, Filter.all(), DEFAULT_BATCH_SIZE);
	}

	/**
	 * The same with the least values of a column first.
	 * @param column the column
	 * @return the move
	 */
	public Move orderBy(@Nullable String column) {
		return new Move(this.collection, this.from, this.to, column, this.filter, this.batchSize);
	}

	/**
	 * The same for other rows.
	 * @param filter which rows
	 * @return the move
	 */
	public Move where(Filter filter) {
		return new Move(this.collection, this.from, this.to, this.orderBy, filter, this.batchSize);
	}

	/**
	 * The same with other batches.
	 * @param batchSize how many rows at once, from 1 to {@value #MAX_BATCH_SIZE}
	 * @return the move
	 */
	public Move batchSize(int batchSize) {
		return new Move(this.collection, this.from, this.to, this.orderBy, this.filter, batchSize);
	}

}
