package io.isolatedworkers.data;

import org.jspecify.annotations.Nullable;

/**
 * The worker's own way to data. All implementations behave the same and can take each
 * other's place: {@link DirectSqliteAdapter} opens files for itself,
 * {@link DataDaemonAdapter} shares them with all other users in the process,
 * {@link InMemoryDataAdapter} needs no file.
 * <p>
 * Safe for use by several threads. Operations block until they are done; an operation on
 * a file that others keep locked waits up to five seconds and then fails with
 * {@link DataProblem#BUSY}, and so does one that other threads of this adapter keep
 * waiting for as long. What returned has reached the disk.
 * <p>
 * Files and collections must be there: no adapter makes any, nor changes the journal mode
 * of a file. In WAL mode reads do not wait for writers. Schemas that others change are
 * noticed with the next operation. A value that is stored is converted to the declared
 * type of its column, as SQLite does; a value that is read has the type in which it is
 * stored. Text that other programs stored and that is no UTF-8 is refused with
 * {@link DataProblem#INVALID_VALUE}, as it could not be read unchanged.
 */
public interface DataAdapter extends DataOperations, AutoCloseable {

	/**
	 * Does several things in one transaction, all or none. While it runs, nobody else
	 * writes to that handle.
	 * <p>
	 * The work uses the operations that it is given: until it returns, on its thread, and
	 * for its handle. All else is an {@link IllegalStateException}, and so is any use of
	 * the adapter itself within the work. An operation that failed has undone itself
	 * only, and the work may go on; but a failure that has ended the transaction as a
	 * whole, such as a full disk, is repeated by all operations that follow.
	 * @param <T> what comes of it
	 * @param handle where
	 * @param work what to do
	 * @return what came of it
	 * @throws DataException if an operation failed, or the transaction could not be begun
	 * or ended; other exceptions of the work pass through
	 */
	<T extends @Nullable Object> T transaction(String handle, DataWork<T> work);

	/**
	 * Moves one batch of rows: copies them, compares every column of each copy, and
	 * deletes what is equal. However the process ends, no row is lost, and none is
	 * doubled after the next call. Call it until nothing is picked any more.
	 * @param move what to move
	 * @return what became of the batch
	 * @throws DataException with {@link DataProblem#SCHEMA_MISMATCH} if the two
	 * collections differ, or a trigger of one might change rows on their way
	 */
	MoveResult moveBatch(Move move);

	/**
	 * Counts what a move would take up.
	 * @param move the move
	 * @return how many rows, conflicts that are listed not among them
	 */
	long countMovable(Move move);

	/**
	 * Closes the adapter and what it alone uses. Later calls fail with
	 * {@link DataProblem#CLOSED}. Idempotent.
	 */
	@Override
	void close();

}
