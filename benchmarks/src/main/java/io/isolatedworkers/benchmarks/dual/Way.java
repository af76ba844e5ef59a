package io.isolatedworkers.benchmarks.dual;

import java.util.Arrays;
import java.util.Locale;

/**
 * The ways to move rows that are compared. The number in a name is the size of a batch.
 * Needs no library itself.
 */
public enum Way {

	/** Row by row, with a rollback journal. */
	ROWS_ROLLBACK,

	/** Row by row, in WAL mode. */
	ROWS_WAL,

	/** Batches of JDBC. */
	JDBC_1000,

	/** The same in larger batches. */
	JDBC_10000,

	/** This library, with files that it opens itself. */
	DIRECT_1000,

	/** The same in larger batches. */
	DIRECT_10000,

	/** This library, with the files of a daemon. */
	DAEMON_1000,

	/** The same in larger batches. */
	DAEMON_10000;

	private static final int SMALL = 1_000;

	private static final int LARGE = 10_000;

	/**
	 * Returns the name that people use.
	 * @return the name in lower case, with hyphens
	 */
	public String label() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * Whether it moves one row after the other, and so is measured with fewer of them.
	 * @return {@code true} if it does
	 */
	public boolean isRowByRow() {
		return this == ROWS_ROLLBACK || this == ROWS_WAL;
	}

	static Way ofLabel(String label) {
		return Arrays.stream(values()).filter((way) -> way.label().equals(label)).findFirst().orElseThrow();
	}

	String journal() {
		return (this == ROWS_ROLLBACK) ? "DELETE" : "WAL";
	}

	/** How many rows a batch has, 1 if there are none. */
	int batchSize() {
		return switch (this) {
			case ROWS_ROLLBACK, ROWS_WAL -> 1;
			case JDBC_1000, DIRECT_1000, DAEMON_1000 -> SMALL;
			case JDBC_10000, DIRECT_10000, DAEMON_10000 -> LARGE;
		};
	}

}
