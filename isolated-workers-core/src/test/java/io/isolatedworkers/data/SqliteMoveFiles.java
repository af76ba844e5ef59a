package io.isolatedworkers.data;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Two files with a table of messages each, for the tests of moves.
 */
final class SqliteMoveFiles {

	static final String TABLE = """
			CREATE TABLE messages (id TEXT PRIMARY KEY, created_at INTEGER, body TEXT, score REAL, blob BLOB, extra,
			version INTEGER NOT NULL DEFAULT 0)""";

	static final String INDEX = "CREATE INDEX messages_by_time ON messages (created_at)";

	final Path source;

	final Path target;

	Duration busyTimeout = Duration.ofMillis(300);

	SqliteMoveFiles(Path directory) {
		this.source = directory.resolve("source.db");
		this.target = directory.resolve("target.db");
	}

	static SqliteMoveFiles make(Path directory) {
		return make(directory, TABLE, INDEX);
	}

	static SqliteMoveFiles make(Path directory, String... schema) {
		SqliteMoveFiles files = new SqliteMoveFiles(directory);
		for (Path file : List.of(files.source, files.target)) {
			run(file, "PRAGMA journal_mode = WAL");
			run(file, schema);
		}
		return files;
	}

	DataHandles handles() {
		return DataHandles.of(this.source, this.target);
	}

	SqliteMove open() {
		return open(SqliteMove.Turns.NONE);
	}

	SqliteMove open(SqliteMove.Turns turns) {
		return SqliteMove.open(file(DataHandles.PRIMARY, this.source), file(DataHandles.ARCHIVE, this.target), turns);
	}

	SqliteMove openReverse() {
		return SqliteMove.open(file(DataHandles.ARCHIVE, this.target), file(DataHandles.PRIMARY, this.source),
				SqliteMove.Turns.NONE);
	}

	/** Acts once, between the first batch's copies and its deletion. */
	static SqliteMove.Turns betweenPhases(Runnable action) {
		Set<Integer> done = new HashSet<>();
		return (handles, phase) -> {
			if (handles.size() == 2 && done.add(2)) {
				action.run();
			}
			phase.run();
		};
	}

	/** Leaves behind what a kill after the first phase does. */
	void interruptBetweenPhases(Move move) {
		try (SqliteMove mover = open(betweenPhases(() -> {
			throw new IllegalStateException("The end");
		}))) {
			assertThatIllegalStateException().isThrownBy(() -> mover.moveBatch(move)).withMessage("The end");
		}
	}

	private SqliteFile file(String handle, Path path) {
		return new SqliteFile(handle, path, this.busyTimeout);
	}

	/** Rows of every type, with random ids. */
	void fill(int count) {
		run(this.source, """
				WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
				INSERT INTO messages (id, created_at, body, score, blob, extra)
				SELECT lower(hex(randomblob(16))), i / 3, iif(i %% 5 = 0, NULL, 'message ' || i), i / 7.0,
				iif(i %% 3 = 0, NULL, randomblob(i %% 50)), CASE i %% 4 WHEN 0 THEN i WHEN 1 THEN i * 1.0
				WHEN 2 THEN '' || i ELSE x'00ff' END FROM n""".formatted(count));
	}

	static Move move() {
		return Move.of("messages", DataHandles.PRIMARY, DataHandles.ARCHIVE).orderBy("created_at");
	}

	static void run(Path file, String... statements) {
		try (Connection connection = connect(file); Statement statement = connection.createStatement()) {
			for (String sql : statements) {
				statement.execute(sql);
			}
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static Connection connect(Path file) throws SQLException {
		Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
		try (Statement statement = connection.createStatement()) {
			statement.execute("PRAGMA busy_timeout = 30000");
		}
		return connection;
	}

	/** All rows by id; a row is its columns as SQL literals, so that types differ too. */
	static Map<String, String> rows(Path file) {
		Map<String, String> rows = new TreeMap<>();
		for (String row : query(file, """
				SELECT id || '=' || quote(created_at) || '|' || quote(body) || '|' || quote(score) || '|' || quote(blob)
				|| '|' || quote(extra) || '|' || typeof(extra) || '|' || version FROM messages""")) {
			int at = row.indexOf('=');
			String before = rows.put(row.substring(0, at), row.substring(at + 1));
			if (before != null) {
				throw new IllegalStateException("Twice in one file: " + row);
			}
		}
		return rows;
	}

	static List<String> query(Path file, String sql) {
		List<String> values = new ArrayList<>();
		try (Connection connection = connect(file);
				Statement statement = connection.createStatement();
				ResultSet result = statement.executeQuery(sql)) {
			while (result.next()) {
				values.add(result.getString(1));
			}
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
		return values;
	}

}
