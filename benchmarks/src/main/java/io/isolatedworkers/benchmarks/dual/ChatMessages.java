package io.isolatedworkers.benchmarks.dual;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import java.util.UUID;

/**
 * What is moved: rows of some 450 bytes whose keys are random, as chats have them.
 */
final class ChatMessages {

	/** The table. */
	static final String TABLE = "chat_messages";

	/** The column whose least values go first. */
	static final String ORDER = "created_at";

	/** How many columns the table has. */
	static final int COLUMNS = 7;

	private static final String COLUMNS_SQL = "(id TEXT PRIMARY KEY NOT NULL, room_id TEXT NOT NULL, sender_id TEXT NOT NULL,"
			+ " content TEXT NOT NULL, rating REAL, attachment BLOB, created_at INTEGER NOT NULL)";

	private static final int CONTENT_CHARACTERS = 270;

	private static final int ATTACHMENT_BYTES = 32;

	private static final int ROOMS = 50;

	private static final int SENDERS = 500;

	private ChatMessages() {
	}

	/** Makes a file with rows, in the order of their time. */
	static void make(Path file, int rows) throws SQLException {
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
			createTable(connection);
			connection.setAutoCommit(false);
			try (PreparedStatement insert = connection
				.prepareStatement("INSERT INTO " + TABLE + " VALUES (?, ?, ?, ?, ?, ?, ?)")) {
				Random random = new Random(rows);
				for (int i = 0; i < rows; i++) {
					add(insert, i, random);
				}
			}
			connection.commit();
			connection.setAutoCommit(true);
			execute(connection, "CREATE INDEX chat_messages_created_at ON " + TABLE + " (created_at)");
		}
	}

	private static void add(PreparedStatement insert, int number, Random random) throws SQLException {
		byte[] attachment = new byte[ATTACHMENT_BYTES];
		random.nextBytes(attachment);
		insert.setString(1, new UUID(random.nextLong(), random.nextLong()).toString());
		insert.setString(2, new UUID(0, random.nextInt(ROOMS)).toString());
		insert.setString(3, new UUID(1, random.nextInt(SENDERS)).toString());
		insert.setString(4, content(random));
		insert.setObject(5, (number % 3 == 0) ? null : random.nextDouble());
		insert.setBytes(6, (number % 2 == 0) ? null : attachment);
		insert.setLong(7, 1_700_000_000_000L + 1_000L * number);
		insert.executeUpdate();
	}

	private static String content(Random random) {
		StringBuilder text = new StringBuilder(CONTENT_CHARACTERS);
		while (text.length() < CONTENT_CHARACTERS) {
			text.append((char) ('a' + random.nextInt(26)));
		}
		return text.toString();
	}

	static void createTable(Connection connection) throws SQLException {
		execute(connection, "CREATE TABLE " + TABLE + " " + COLUMNS_SQL);
	}

	/** Opens a file with the options that all ways have in common. */
	static Connection open(Path file, String journal) throws SQLException {
		Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
		execute(connection, "PRAGMA journal_mode = " + journal);
		execute(connection, "PRAGMA synchronous = FULL");
		execute(connection, "PRAGMA busy_timeout = 5000");
		execute(connection, "PRAGMA cache_size = -65536");
		execute(connection, "PRAGMA temp_store = MEMORY");
		execute(connection, "PRAGMA wal_autocheckpoint = 4000");
		return connection;
	}

	static long count(Path file) throws SQLException {
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
				Statement statement = connection.createStatement();
				ResultSet result = statement.executeQuery("SELECT count(*) FROM " + TABLE)) {
			result.next();
			return result.getLong(1);
		}
	}

	static void execute(Connection connection, String sql) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

}
