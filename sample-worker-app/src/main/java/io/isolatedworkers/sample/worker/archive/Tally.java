package io.isolatedworkers.sample.worker.archive;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import io.isolatedworkers.data.DataAdapter;
import io.isolatedworkers.data.DataException;
import io.isolatedworkers.data.DataHandles;
import io.isolatedworkers.data.DataProblem;
import io.isolatedworkers.data.Filter;
import io.isolatedworkers.data.Move;
import io.isolatedworkers.data.MoveResult;
import io.isolatedworkers.sample.worker.archive.ArchiveTask.Mode;
import io.isolatedworkers.sample.worker.archive.TaskEntry.Base;

/**
 * Counts from the data how many rows a task has moved. While a worker lives, batches tell
 * it; a worker that was killed may have moved a batch that it could tell nobody about.
 * <p>
 * The archive is counted, because nobody but archive tasks writes it, whereas the data in
 * use get and lose rows all the time; and only one task of a collection runs at a time.
 */
class Tally {

	private final DataAdapter data;

	private final Path primary;

	private final Path archive;

	/**
	 * Makes a tally.
	 * @param data the data
	 * @param primary the file of the data in use
	 * @param archive the file of the archive
	 */
	Tally(DataAdapter data, Path primary, Path archive) {
		this.data = data;
		this.primary = primary;
		this.archive = archive;
	}

	/**
	 * Remembers what to count from.
	 * @param entry a task that begins to run
	 * @return what is true now
	 */
	Base begin(TaskEntry entry) {
		Move move = move(entry.task());
		return new Base(entry.archived(), settled(move), entry.conflicts(), listed(move));
	}

	/**
	 * Counts what a task has moved.
	 * @param entry a task that was running when its worker ended
	 * @param base what was true when it began to run
	 * @return the task with true numbers
	 */
	TaskEntry recount(TaskEntry entry, Base base) {
		Move move = move(entry.task());
		return entry.counted(base.archived() + Math.max(0, settled(move) - base.settled()),
				base.conflicts() + Math.max(0, listed(move) - base.listed()));
	}

	/** How many rows a task would take up. */
	long movable(ArchiveTask task) {
		if (task.mode() == Mode.DRY_RUN && !Files.exists(this.archive)) {
			// It changes nothing, so it does not make one either
			return this.data.count(DataHandles.PRIMARY, task.collection(), Filter.all());
		}
		return this.data.countMovable(move(task));
	}

	/**
	 * A number that grows by one with every row moved. For a restore, that is how many
	 * rows have left the archive. Otherwise, how many are in the archive and nowhere
	 * else: a batch whose worker was killed between copying and deleting is in both
	 * files, and counts when it is deleted.
	 */
	long settled(Move move) {
		long archived = this.data.count(DataHandles.ARCHIVE, move.collection(), Filter.all());
		return move.from().equals(DataHandles.ARCHIVE) ? -archived : archived - inBoth(move);
	}

	private long listed(Move move) {
		try {
			return this.data.count(move.to(), MoveResult.CONFLICTS, Filter.equal("collection", move.collection()));
		}
		catch (DataException ex) {
			if (ex.problem() == DataProblem.UNKNOWN_COLLECTION) {
				return 0;
			}
			throw ex;
		}
	}

	/**
	 * How many of the rows that come next are in the archive already, the same in every
	 * column. An unfinished batch is at the front, behind conflicts at most.
	 */
	private long inBoth(Move move) {
		try (Connection connection = Sqlite.openToRead(this.archive)) {
			Sqlite.attach(connection, this.primary, "src");
			List<String> columns = new ArrayList<>();
			String id = columns(connection, move.collection(), columns);
			String order = (move.orderBy() != null) ? Sqlite.quoted(move.orderBy()) + ", " + id : id;
			StringBuilder query = new StringBuilder(
					"SELECT count(*) FROM (SELECT %2$s AS k FROM src.%1$s ORDER BY %3$s LIMIT ?) p CROSS JOIN src.%1$s s ON s.%2$s = p.k CROSS JOIN main.%1$s a ON a.%2$s = p.k WHERE true"
						.formatted(Sqlite.quoted(move.collection()), id, order));
			for (String column : columns) {
				query.append(
						" AND a.%1$s COLLATE BINARY IS s.%1$s AND typeof(a.%1$s) = typeof(s.%1$s)".formatted(column));
			}
			return Sqlite.number(connection, query.toString(), Move.MAX_BATCH_SIZE + listed(move));
		}
		catch (SQLException ex) {
			throw Problems.of(ex, "The rows of '%s' cannot be counted".formatted(move.collection()));
		}
	}

	private static String columns(Connection connection, String collection, List<String> columns) throws SQLException {
		String id = "rowid";
		try (PreparedStatement statement = connection
			.prepareStatement("SELECT name, pk FROM pragma_table_info(?, 'main')")) {
			statement.setString(1, collection);
			try (ResultSet result = statement.executeQuery()) {
				while (result.next()) {
					String column = Sqlite.quoted(result.getString(1));
					columns.add(column);
					id = (result.getInt(2) == 1) ? column : id;
				}
			}
		}
		return id;
	}

	/** What a task moves. */
	static Move move(ArchiveTask task) {
		boolean back = task.mode() == Mode.RESTORE;
		return Move
			.of(task.collection(), back ? DataHandles.ARCHIVE : DataHandles.PRIMARY,
					back ? DataHandles.PRIMARY : DataHandles.ARCHIVE)
			.orderBy(task.orderBy())
			.batchSize(task.batchSize());
	}

}
