package io.isolatedworkers.benchmarks.dual;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;

/**
 * Somebody else who writes to the source, to another table: begins a transaction now and
 * then, measures how long it has to wait for that, and commits a small change.
 */
final class LockWatch implements AutoCloseable {

	private static final int SQLITE_BUSY = 5;

	/** Between two transactions. */
	private static final long PAUSE_NANOS = 3_000_000;

	/** Between two tries; SQLite's own waiting would be coarser. */
	private static final long RETRY_NANOS = 100_000;

	private final Connection connection;

	private final CompletableFuture<long[]> waited = new CompletableFuture<>();

	private volatile boolean stopped;

	LockWatch(Path source) throws SQLException {
		this.connection = ChatMessages.open(source, "WAL");
		ChatMessages.execute(this.connection, "CREATE TABLE watch AS SELECT 0 AS written");
		ChatMessages.execute(this.connection, "PRAGMA busy_timeout = 0");
		Thread thread = new Thread(this::watch, "lock-watch");
		thread.setDaemon(true);
		thread.start();
	}

	private void watch() {
		long[] times = new long[1 << 10];
		int count = 0;
		try {
			while (!this.stopped) {
				LockSupport.parkNanos(PAUSE_NANOS);
				if (count == times.length) {
					times = Arrays.copyOf(times, 2 * count);
				}
				times[count] = await();
				count++;
			}
			this.waited.complete(Arrays.copyOf(times, count));
		}
		catch (SQLException ex) {
			this.waited.completeExceptionally(ex);
		}
	}

	private long await() throws SQLException {
		long start = System.nanoTime();
		while (!begin()) {
			LockSupport.parkNanos(RETRY_NANOS);
		}
		long nanos = System.nanoTime() - start;
		ChatMessages.execute(this.connection, "UPDATE watch SET written = written + 1");
		ChatMessages.execute(this.connection, "COMMIT");
		return nanos;
	}

	private boolean begin() throws SQLException {
		try {
			ChatMessages.execute(this.connection, "BEGIN IMMEDIATE");
			return true;
		}
		catch (SQLException ex) {
			if ((ex.getErrorCode() & 0xFF) == SQLITE_BUSY) {
				return false;
			}
			throw ex;
		}
	}

	/** Stops, and returns how long each transaction waited, in nanoseconds. */
	long[] stop() throws SQLException {
		this.stopped = true;
		try {
			return this.waited.join();
		}
		catch (CompletionException ex) {
			throw new SQLException("The source could not be watched", ex.getCause());
		}
	}

	@Override
	public void close() throws SQLException {
		stop();
		this.connection.close();
	}

}
