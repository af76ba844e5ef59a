package io.isolatedworkers.data;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Moves rows from one SQLite file to another, so that a kill at any moment loses nothing
 * and the next call leaves nothing doubled; {@link MovePlan} says how. For one thread at
 * a time.
 * <p>
 * Who writes rows while they are moved: an update or deletion in the source counts until
 * the moment the batch deletes the row there; the copy made meanwhile is taken back. A
 * copy whose original is still in the source is no row of its own yet: a change made to
 * it may be overwritten. A deletion in the source between a kill and the next call cannot
 * be told from the batch's own, and the copy stays. And a row that somebody inserts under
 * an id that has just been moved replaces the moved one, if the process was killed
 * between the commit of the deletion and the next statement.
 */
final class SqliteMove implements AutoCloseable {

	/**
	 * After how many rows the source's log is written back. A row takes two pages or
	 * three there, so that is about as often as the target's is, which SQLite does
	 * itself.
	 */
	private static final int CHECKPOINT_ROWS = 2_000;

	private final SqliteFile source;

	private final SqliteFile target;

	private final Turns turns;

	private final Connection connection;

	private final boolean wal;

	private int rowsInLog;

	private SqliteMove(SqliteFile source, SqliteFile target, Turns turns, Connection connection) throws SQLException {
		this.source = source;
		this.target = target;
		this.turns = turns;
		this.connection = connection;
		// Rows go as they are: what they refer to may be in the source only.
		execute("PRAGMA foreign_keys = OFF");
		execute(MovePlan.CREATE_PICK);
		this.wal = "wal".equals(text("PRAGMA main.journal_mode"));
	}

	static SqliteMove open(SqliteFile source, SqliteFile target, Turns turns) {
		MovePlanCheck.requireTwoFiles(source, target);
		Connection connection = connect(source, target);
		try {
			return new SqliteMove(source, target, turns, connection);
		}
		catch (SQLException ex) {
			SqliteFile.close(connection);
			throw SqlErrors.translate(ex,
					"Handle '%s' cannot be opened for moves from '%s'".formatted(target.handle(), source.handle()));
		}
	}

	private static Connection connect(SqliteFile source, SqliteFile target) {
		try {
			return target.openWith(source);
		}
		catch (DataException ex) {
			if (String.valueOf(ex.getMessage()).contains("text encoding")) {
				throw new DataException(DataProblem.SCHEMA_MISMATCH,
						"The handles '%s' and '%s' store texts in different encodings".formatted(source.handle(),
								target.handle()),
						ex);
			}
			throw ex;
		}
	}

	/** The connection, for tests. */
	Connection connection() {
		return this.connection;
	}

	MoveResult moveBatch(Move move) {
		MovePlan plan = plan(move);
		Batch batch = new Batch(plan, "Rows of collection '%s' were not moved from '%s' to '%s'"
			.formatted(move.collection(), move.from(), move.to()));
		this.turns.write(List.of(move.to()), batch::copy);
		if (batch.picked > 0) {
			try {
				this.turns.write(List.of(move.to(), move.from()), batch::settle);
			}
			catch (DataException ex) {
				batch.takeBack();
				throw ex;
			}
			checkpoint(batch.moved);
		}
		return new MoveResult(batch.picked, batch.moved, batch.picked - batch.moved - batch.conflicts, batch.conflicts,
				Duration.ofNanos(batch.locked));
	}

	/** Nobody waits for this, unlike for a commit that does it on its way. */
	private void checkpoint(int rows) {
		this.rowsInLog += rows;
		if (this.rowsInLog >= CHECKPOINT_ROWS) {
			this.rowsInLog = 0;
			try {
				text("PRAGMA src.wal_checkpoint(PASSIVE)");
			}
			catch (SQLException ex) {
				// The log only stays longer than it need be.
			}
		}
	}

	long countMovable(Move move) {
		MovePlan plan = plan(move);
		try {
			boolean listed = text(
					"SELECT name FROM main.sqlite_schema WHERE name = '" + MoveResult.CONFLICTS + "'") != null;
			return number(plan.count(listed));
		}
		catch (SQLException ex) {
			throw SqlErrors.translate(ex, "Rows of collection '%s' were not counted".formatted(move.collection()));
		}
	}

	/** Made anew for each batch, for others may change schemas meanwhile. */
	MovePlan plan(Move move) {
		try {
			TableSchema from = TableSchema.read(this.connection, "src", move.collection(), this.source.handle());
			TableSchema to = TableSchema.read(this.connection, "main", move.collection(), this.target.handle());
			MovePlanCheck.check(this.connection, from, to);
			return new MovePlan(move, from, to);
		}
		catch (SQLException ex) {
			throw SqlErrors.translate(ex, "The schema of collection '%s' was not read".formatted(move.collection()));
		}
	}

	private int update(MovePlan.Sql sql) throws SQLException {
		try (PreparedStatement statement = prepare(sql)) {
			return statement.executeUpdate();
		}
	}

	private long number(MovePlan.Sql sql) throws SQLException {
		try (PreparedStatement statement = prepare(sql); ResultSet result = statement.executeQuery()) {
			return result.getLong(1);
		}
	}

	private PreparedStatement prepare(MovePlan.Sql sql) throws SQLException {
		PreparedStatement statement = this.connection.prepareStatement(sql.text());
		new FilterSql(sql.text(), sql.values()).bind(statement, 1);
		return statement;
	}

	private void execute(String sql) throws SQLException {
		try (Statement statement = this.connection.createStatement()) {
			statement.execute(sql);
		}
	}

	private @Nullable String text(String sql) throws SQLException {
		try (Statement statement = this.connection.createStatement(); ResultSet result = statement.executeQuery(sql)) {
			return result.next() ? result.getString(1) : null;
		}
	}

	private void rollback() {
		try {
			execute("ROLLBACK");
		}
		catch (SQLException ex) {
			// SQLite has rolled back already, as it does when a disk is full.
		}
	}

	@Override
	public void close() {
		SqliteFile.close(this.connection);
	}

	/**
	 * Lets a phase of a move wait for its turn where users of one process share files.
	 */
	@FunctionalInterface
	interface Turns {

		/** No others in the process, or they look after themselves: SQLite's locks do. */
		Turns NONE = (handles, phase) -> phase.run();

		/**
		 * Runs a phase while nobody else in the process writes.
		 * @param handles to which files, in the order in which SQLite locks them
		 * @param phase the phase
		 */
		void write(List<String> handles, Runnable phase);

	}

	/** One batch, in its two phases. */
	private final class Batch {

		private final MovePlan plan;

		private final String failure;

		private int picked;

		private int moved;

		private int conflicts;

		private long locked;

		Batch(MovePlan plan, String failure) {
			this.plan = plan;
			this.failure = failure;
		}

		/** Writes the target only. */
		void copy() {
			try {
				execute("PRAGMA main.synchronous = FULL");
				execute("PRAGMA wal_autocheckpoint = 4000");
				makeTables();
				execute("BEGIN");
				forgetInterrupted();
				update(this.plan.clearPick());
				this.picked = update(this.plan.pick());
				if (this.picked > 0) {
					update(this.plan.adoptCopies());
					int listed = update(this.plan.listCopies());
					if (update(this.plan.copy()) < listed) {
						update(this.plan.markBlocked());
						update(this.plan.forgetTakenBack());
					}
				}
				execute("COMMIT");
			}
			catch (SQLException ex) {
				rollback();
				throw SqlErrors.translate(ex, this.failure);
			}
		}

		private void makeTables() throws SQLException {
			String sql = "SELECT count(*) FROM main.sqlite_schema WHERE name IN ('%s', '%s')".formatted(MovePlan.COPIES,
					MoveResult.CONFLICTS);
			if (!"2".equals(text(sql))) {
				execute(MovePlan.CREATE_COPIES);
				execute(MovePlan.CREATE_CONFLICTS);
			}
		}

		private void forgetInterrupted() throws SQLException {
			update(this.plan.forgetFinished());
			if (number(this.plan.countCopies()) > 0) {
				update(this.plan.takeBackOutdated());
				update(this.plan.forgetTakenBack());
			}
		}

		/**
		 * Writes both files, and locks both, the target first: a move in the other
		 * direction would else compare the same two rows and delete both.
		 * <p>
		 * SQLite commits the target first, and a kill may come before the source is
		 * committed. The list of copies is therefore cleared afterwards. What this writes
		 * to the target need not reach the disk, which keeps a second fsync out of the
		 * time that the source is locked: without power the list would come back as it
		 * was, and rows on it without original are finished.
		 */
		void settle() {
			try {
				if (SqliteMove.this.wal) {
					execute("PRAGMA main.synchronous = NORMAL");
				}
				execute("PRAGMA wal_autocheckpoint = 0");
				execute("BEGIN IMMEDIATE");
				long start = System.nanoTime();
				this.moved = update(this.plan.markSame());
				int deleted = update(this.plan.deleteSame());
				if (deleted != this.moved) {
					throw new SQLException("%d rows were compared, but %d deleted".formatted(this.moved, deleted));
				}
				if (this.moved < this.picked) {
					this.conflicts = update(this.plan.markConflicts());
					update(this.plan.listConflicts(System.currentTimeMillis()));
					update(this.plan.takeBackCopies());
					update(this.plan.forgetOthers());
				}
				update(this.plan.settleCopies());
				execute("COMMIT");
				this.locked = System.nanoTime() - start;
			}
			catch (SQLException ex) {
				rollback();
				throw SqlErrors.translate(ex, this.failure);
			}
			forgetCopies();
		}

		private void forgetCopies() {
			try {
				update(this.plan.forgetCopies());
			}
			catch (SQLException ex) {
				// The next batch forgets what has no original.
			}
		}

		/**
		 * A batch that failed leaves nothing. Where this fails too, the next call does
		 * it.
		 */
		void takeBack() {
			try {
				execute("BEGIN");
				update(this.plan.takeBackCopies());
				update(this.plan.forgetCopies());
				execute("COMMIT");
			}
			catch (SQLException ex) {
				rollback();
			}
		}

	}

}
