package io.isolatedworkers.data;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What all adapters refuse in the same words.
 */
final class DataChecks {

	/** How many changes a batch may have. */
	static final int MAX_BATCH = 10_000;

	/** SQLite's own limit for nested expressions is 1,000. */
	static final int MAX_DEPTH = 500;

	private DataChecks() {
	}

	static Object id(@Nullable Object id) {
		Object normal = Row.normalize("id", id);
		if (normal == null) {
			throw new DataException(DataProblem.INVALID_VALUE, "An id cannot be null");
		}
		return normal;
	}

	static void batch(List<? extends Change> changes) {
		if (changes.size() > MAX_BATCH) {
			throw new DataException(DataProblem.INVALID_VALUE,
					"The batch has %,d changes; at most %,d. Make several".formatted(changes.size(), MAX_BATCH));
		}
	}

	static void depth(int depth) {
		if (depth > MAX_DEPTH) {
			throw new DataException(DataProblem.INVALID_VALUE,
					"The filter is nested more than %,d times; use Filter.in, or several calls".formatted(MAX_DEPTH));
		}
	}

	static @Nullable Object version(Row row) {
		for (String column : row.columns()) {
			if (column.equalsIgnoreCase(TableSchema.VERSION)) {
				return row.value(column);
			}
		}
		return null;
	}

	static DataException stale(String collection, String handle, Object id, @Nullable Object version, long expected) {
		return new DataException(DataProblem.STALE_VERSION,
				"Row '%s' of collection '%s' of handle '%s' has version %s, not %d. Read it again"
					.formatted((id instanceof byte[]) ? "(bytes)" : id, collection, handle, version, expected));
	}

}
