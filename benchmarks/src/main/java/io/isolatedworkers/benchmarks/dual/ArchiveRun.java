package io.isolatedworkers.benchmarks.dual;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;

import io.isolatedworkers.benchmarks.peers.ParentProcess;
import io.isolatedworkers.data.DataDaemonAdapter;
import io.isolatedworkers.data.DataHandles;
import io.isolatedworkers.data.DirectSqliteAdapter;

/**
 * Moves rows from a copy of a source into a new archive, one way, and prints how fast.
 */
public final class ArchiveRun {

	/** Beside the measured rows there are so many for warming up: a fifth. */
	private static final int WARM_UP_SHARE = 5;

	private ArchiveRun() {
	}

	/**
	 * Runs.
	 * @param arguments {@code make}, the file and the number of rows, to make the source;
	 * or the label of a way, the file of the source, the number of rows to measure, and
	 * {@code watched} if somebody else wants to write meanwhile
	 */
	public static void main(String... arguments) {
		ParentProcess.endWithIt();
		int code = 1;
		try {
			Path source = Path.of(arguments[1]);
			int rows = Integer.parseInt(arguments[2]);
			if (arguments[0].equals("make")) {
				ChatMessages.make(source, rows + rows / WARM_UP_SHARE + 2 * Way.DIRECT_10000.batchSize());
			}
			else {
				run(Way.ofLabel(arguments[0]), source, rows, arguments.length > 3);
			}
			code = 0;
		}
		catch (Exception | LinkageError ex) {
			ex.printStackTrace();
		}
		System.exit(code);
	}

	private static void run(Way way, Path original, int rows, boolean watched) throws IOException, SQLException {
		Path source = original.resolveSibling("primary.db");
		Path target = original.resolveSibling("archive.db");
		Files.copy(original, source, StandardCopyOption.REPLACE_EXISTING);
		Files.deleteIfExists(target);
		long all = ChatMessages.count(source);
		try (Connection connection = ChatMessages.open(target, way.journal())) {
			ChatMessages.createTable(connection);
		}
		// The journal mode is a property of the file
		ChatMessages.open(source, way.journal()).close();
		if (watched) {
			try (LockWatch watch = new LockWatch(source)) {
				move(way, source, target, rows);
				Times.print("waited-p99", Times.percentile(watch.stop(), 99));
			}
		}
		else {
			Times.print("rate", move(way, source, target, rows));
		}
		// Figures of a move that loses rows would say nothing
		long left = ChatMessages.count(source);
		long moved = ChatMessages.count(target);
		if (left + moved != all || moved < rows) {
			throw new IllegalStateException("Of %d rows %d are left and %d moved".formatted(all, left, moved));
		}
		Files.delete(source);
		Files.delete(target);
	}

	/** Returns the rows a second, with whatever is left to do at the end. */
	private static double move(Way way, Path source, Path target, int rows) throws SQLException {
		long start;
		int moved;
		try (Mover mover = open(way, source, target)) {
			move(mover, rows / WARM_UP_SHARE);
			if (mover instanceof AdapterMoves own) {
				own.warm();
			}
			start = System.nanoTime();
			moved = move(mover, rows);
			if (mover instanceof AdapterMoves own) {
				Times.print("held-p99", Times.percentile(own.locked(), 99));
			}
		}
		return moved * 1e9 / (System.nanoTime() - start);
	}

	private static Mover open(Way way, Path source, Path target) throws SQLException {
		DataHandles handles = DataHandles.of(source, target);
		return switch (way) {
			case ROWS_ROLLBACK, ROWS_WAL -> new RowByRow(source, target, way.journal());
			case JDBC_1000, JDBC_10000 -> new JdbcBatches(source, target, way.batchSize());
			case DIRECT_1000, DIRECT_10000 -> new AdapterMoves(new DirectSqliteAdapter(handles), way.batchSize());
			case DAEMON_1000, DAEMON_10000 -> new AdapterMoves(DataDaemonAdapter.open(handles), way.batchSize());
		};
	}

	private static int move(Mover mover, int rows) throws SQLException {
		int moved = 0;
		while (moved < rows) {
			int some = mover.next();
			if (some == 0) {
				throw new IllegalStateException("After %d of %d rows nothing is left to move".formatted(moved, rows));
			}
			moved += some;
		}
		return moved;
	}

}
