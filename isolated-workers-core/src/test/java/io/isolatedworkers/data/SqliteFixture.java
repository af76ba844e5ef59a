package io.isolatedworkers.data;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The files of tests, and another program's access to them.
 */
final class SqliteFixture {

	static final String[] SCHEMA = {
			"CREATE TABLE chat_messages (id TEXT PRIMARY KEY, chat TEXT, content TEXT, created_at INTEGER, version INTEGER)",
			"CREATE TABLE things (id PRIMARY KEY, v, w)" };

	private SqliteFixture() {
	}

	/** Two files in WAL mode with the collections of {@link DataAdapterContract}. */
	static DataHandles create(Path directory) {
		return create(directory, "wal");
	}

	static DataHandles create(Path directory, String journalMode) {
		Path primary = directory.resolve("primary.db");
		Path archive = directory.resolve("archive.db");
		for (Path file : new Path[] { primary, archive }) {
			execute(file, "PRAGMA journal_mode = " + journalMode);
			execute(file, SCHEMA);
		}
		return DataHandles.of(primary, archive);
	}

	static Connection connect(Path file) {
		try {
			return DriverManager.getConnection("jdbc:sqlite:" + file);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static void execute(Path file, String... statements) {
		try (Connection connection = connect(file); Statement statement = connection.createStatement()) {
			for (String sql : statements) {
				statement.execute(sql);
			}
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static String query(Path file, String sql) {
		try (Connection connection = connect(file);
				Statement statement = connection.createStatement();
				ResultSet result = statement.executeQuery(sql)) {
			return result.next() ? String.valueOf(result.getString(1)) : "nothing";
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
