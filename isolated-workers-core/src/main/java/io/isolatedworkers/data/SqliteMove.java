package io.isolatedworkers.data;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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
 * be told from the batch's own, and the copy stays. A row that is inserted under an id
 * that has been moved is another row, and a conflict; if an id is deleted in the source
 * and inserted again between a kill and the next call, the new row replaces the old one.
 */
final class SqliteMove implements AutoCloseable {

	/**
	 * After how many rows the source's log is written back. Batches touch the same pages
	 * again and again; written back after each few of them, moving 100,000 rows took a
	 * quarter longer.
	 */
	private static final int CHECKPOINT_ROWS = 16_000;

	private final SqliteFile source;

	private final SqliteFile target;

	private final Turns turns;

	private final Connection connection;

	private final MovePace pace = new MovePace();

	private int rowsInLog;

	private SqliteMove(SqliteFile source, SqliteFile target, Turns turns, Connection connection) throws SQLException {
		this.source = source;
		this.target = target;
		this.turns = turns;
		this.connection = connection;
		// Rows go as they are: what they refer to may be in the source only.
		execute("PRAGMA foreign_keys = OFF");
		execute(MovePlan.CREATE_PICK);
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
		MoveBatch batch = new MoveBatch(this, move.batchSize(this.pace.rows(move.batchSize())));
		this.turns.write(List.of(move.to()), batch::copy);
		if (batch.picked() > 0) {
			try {
				this.turns.write(List.of(move.to(), move.from()), batch::settle);
			}
			catch (DataException ex) {
				batch.takeBack();
				throw ex;
			}
			checkpoint(batch.moved());
			this.pace.took(batch.picked(), batch.result().locked());
		}
		return batch.result();
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
			return number(plan.count(listed && hasConflicts()));
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

	/** Changes with either file's schema. */
	String schemas() throws SQLException {
		return text("PRAGMA main.schema_version") + "/" + text("PRAGMA src.schema_version");
	}

	/**
	 * Within a transaction. In WAL mode a file is committed at once, with a journal only
	 * after that: the rows would be deleted before it is known that they are settled.
	 */
	void requireOrderOfCommits() throws SQLException {
		if (isWal("src") && !isWal("main")) {
			throw new DataException(DataProblem.SCHEMA_MISMATCH,
					"The file of '%s' is in WAL mode and that of '%s' is not, so that rows might be deleted before their copies are safe. Set PRAGMA journal_mode = wal there, too"
						.formatted(this.source.handle(), this.target.handle()));
		}
	}

	/** The order of files in which all processes lock two of them. */
	boolean isSourceFirst() {
		return this.source.path().toAbsolutePath().compareTo(this.target.path().toAbsolutePath()) < 0;
	}

	boolean isWal(String database) throws SQLException {
		return "wal".equals(text("PRAGMA " + database + ".journal_mode"));
	}

	/** Whether users of this process wait for a phase from its beginning. */
	boolean takesTurns() {
		return this.turns != Turns.NONE;
	}

	boolean hasConflicts() throws SQLException {
		return text("SELECT 1 FROM main." + MoveResult.CONFLICTS + " LIMIT 1") != null;
	}

	long lastInserted() throws SQLException {
		return number(new MoveSql("SELECT last_insert_rowid()", List.of()));
	}

	void update(List<MoveSql> steps) throws SQLException {
		for (MoveSql step : steps) {
			update(step);
		}
	}

	int update(MoveSql sql) throws SQLException {
		try (PreparedStatement statement = prepare(sql)) {
			return statement.executeUpdate();
		}
	}

	long number(MoveSql sql) throws SQLException {
		try (PreparedStatement statement = prepare(sql); ResultSet result = statement.executeQuery()) {
			return result.getLong(1);
		}
	}

	private PreparedStatement prepare(MoveSql sql) throws SQLException {
		PreparedStatement statement = this.connection.prepareStatement(sql.text());
		new FilterSql(sql.text(), sql.values()).bind(statement, 1);
		return statement;
	}

	void execute(String sql) throws SQLException {
		try (Statement statement = this.connection.createStatement()) {
			statement.execute(sql);
		}
	}

	@Nullable String text(String sql) throws SQLException {
		try (Statement statement = this.connection.createStatement(); ResultSet result = statement.executeQuery(sql)) {
			return result.next() ? result.getString(1) : null;
		}
	}

	void rollback() {
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

}
