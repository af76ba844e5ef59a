package io.isolatedworkers.benchmarks.dual;

import java.sql.SQLException;

/**
 * A way to move rows. Nothing is left to do when it is closed.
 */
interface Mover extends AutoCloseable {

	/** Moves what is moved at once, and returns how many rows that were. */
	int next() throws SQLException;

	@Override
	void close() throws SQLException;

}
