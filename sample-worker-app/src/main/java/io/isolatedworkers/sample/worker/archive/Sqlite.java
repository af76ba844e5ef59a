package io.isolatedworkers.sample.worker.archive;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.ServiceLoader;

/**
 * What the worker does with databases beside moving rows: making tables and counting.
 */
final class Sqlite {

	private static final int BUSY_TIMEOUT_MILLIS = 5_000;

	private Sqlite() {
	}

	/** Opens a file, making it if it does not exist. */
	static Connection open(Path file) throws SQLException {
		// As a URI, because the driver would cut a plain name at its first question mark
		Connection connection = driver().connect("jdbc:sqlite:" + uri(file), new Properties());
		if (connection == null) {
			throw new SQLException("The SQLite driver does not take " + file);
		}
		try (Statement statement = connection.createStatement()) {
			statement.execute("PRAGMA busy_timeout = " + BUSY_TIMEOUT_MILLIS);
			return connection;
		}
		catch (SQLException ex) {
			connection.close();
			throw ex;
		}
	}

	/** Opens a file that exists, to read from it. */
	static Connection openToRead(Path file) throws SQLException {
		requireFile(file);
		Connection connection = open(file);
		try (Statement statement = connection.createStatement()) {
			statement.execute("PRAGMA query_only = ON");
			return connection;
		}
		catch (SQLException ex) {
			connection.close();
			throw ex;
		}
	}

	/** Opens a second file beside the first. */
	static void attach(Connection connection, Path file, String name) throws SQLException {
		requireFile(file);
		try (PreparedStatement statement = connection.prepareStatement("ATTACH DATABASE ? AS " + quoted(name))) {
			statement.setString(1, uri(file));
			statement.execute();
		}
	}

	static long number(Connection connection, String query, Object... values) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(query)) {
			for (int i = 0; i < values.length; i++) {
				statement.setObject(i + 1, values[i]);
			}
			try (ResultSet result = statement.executeQuery()) {
				return result.next() ? result.getLong(1) : 0;
			}
		}
	}

	/**
	 * Not through the DriverManager, which knows only the drivers of the class loader
	 * that used it first.
	 */
	private static Driver driver() throws SQLException {
		for (Driver driver : ServiceLoader.load(Driver.class, Sqlite.class.getClassLoader())) {
			if (driver.acceptsURL("jdbc:sqlite:")) {
				return driver;
			}
		}
		throw new SQLException("There is no SQLite driver on the class path: add org.xerial:sqlite-jdbc");
	}

	private static String uri(Path file) {
		return "file:" + file.toAbsolutePath().toUri().getRawPath();
	}

	static String quoted(String name) {
		return '"' + name.replace("\"", "\"\"") + '"';
	}

	private static void requireFile(Path file) throws SQLException {
		// SQLite would make an empty one
		if (!Files.isRegularFile(file)) {
			throw new SQLException("There is no file " + file);
		}
	}

}
