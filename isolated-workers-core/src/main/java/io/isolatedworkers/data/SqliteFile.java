package io.isolatedworkers.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;

import org.jspecify.annotations.Nullable;

/**
 * Opens connections to the file of one handle, all with the same settings. Never makes a
 * file, and never changes the journal mode of one, which others may have open.
 *
 * @param handle the handle, for messages
 * @param path the file
 * @param busyTimeout how long to wait for others that keep the file locked
 */
record SqliteFile(String handle, Path path, Duration busyTimeout) {

	static final Duration BUSY_TIMEOUT = Duration.ofSeconds(5);

	/** Versions before may damage a file in WAL mode. */
	static final String OLDEST_SQLITE = "3.51.3";

	/** The name of the source in a connection that moves rows. */
	static final String SOURCE = "src";

	private static final String DRIVER = "org.sqlite.JDBC";

	/** Read and write, never create, and take the name for a URI. */
	private static final String OPEN_MODE = Integer.toString(0x2 | 0x40);

	Connection open() {
		Path file = this.path.toAbsolutePath();
		if (!Files.exists(file)) {
			throw missing();
		}
		Driver driver = driver();
		// As a URI, because the driver would cut a plain name at its first question mark.
		String url = "jdbc:sqlite:file:" + file.toUri().getRawPath();
		Connection connection = null;
		try {
			connection = driver.connect(url, properties());
			if (connection == null) {
				throw new DataException(DataProblem.FAILED, "The driver %s does not take %s".formatted(DRIVER, url));
			}
			prepare(connection);
			return connection;
		}
		catch (SQLException ex) {
			close(connection);
			throw SqlErrors.translate(ex, "Handle '%s' cannot be opened (%s)".formatted(this.handle, file));
		}
		catch (RuntimeException ex) {
			close(connection);
			throw ex;
		}
	}

	/**
	 * Opens this file as {@code main}, with another attached as {@value #SOURCE}.
	 * @param source the other
	 * @return the connection
	 */
	Connection openWith(SqliteFile source) {
		if (!Files.exists(source.path)) {
			throw source.missing();
		}
		Connection connection = open();
		try (PreparedStatement statement = connection.prepareStatement("ATTACH ? AS " + SOURCE)) {
			statement.setString(1, "file:" + source.path.toAbsolutePath().toUri().getRawPath() + "?mode=rw");
			statement.execute();
			settle(connection, SOURCE);
			return connection;
		}
		catch (SQLException ex) {
			close(connection);
			throw SqlErrors.translate(ex, "Handle '%s' cannot be opened (%s)".formatted(source.handle, source.path));
		}
	}

	private DataException missing() {
		return new DataException(DataProblem.UNKNOWN_HANDLE,
				"The file of the handle '%s' does not exist: %s. Make it first; an adapter never does"
					.formatted(this.handle, this.path.toAbsolutePath()));
	}

	private Properties properties() {
		Properties properties = new Properties();
		properties.setProperty("open_mode", OPEN_MODE);
		properties.setProperty("busy_timeout", Long.toString(this.busyTimeout.toMillis()));
		// Asking for the id of each new row would cost a statement each.
		properties.setProperty("jdbc.get_generated_keys", "false");
		return properties;
	}

	private static void prepare(Connection connection) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			try (ResultSet result = statement.executeQuery("SELECT sqlite_version()")) {
				requireVersion(result.getString(1));
			}
			statement.execute("PRAGMA temp_store = MEMORY");
			statement.execute("PRAGMA wal_autocheckpoint = 4000");
		}
		settle(connection, "main");
	}

	/**
	 * What each file of a connection has for itself. EXTRA is FULL in WAL mode; with a
	 * rollback journal FULL could undo the last commit when the power fails.
	 */
	private static void settle(Connection connection, String database) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			statement.execute("PRAGMA " + database + ".synchronous = EXTRA");
			statement.execute("PRAGMA " + database + ".cache_size = -65536");
		}
	}

	static void requireVersion(String version) {
		String[] has = version.split("\\.");
		String[] needs = OLDEST_SQLITE.split("\\.");
		for (int i = 0; i < needs.length; i++) {
			int part = (i < has.length) ? Integer.parseInt(has[i]) : 0;
			int needed = Integer.parseInt(needs[i]);
			if (part > needed) {
				return;
			}
			if (part < needed) {
				throw new DataException(DataProblem.FAILED,
						"org.xerial:sqlite-jdbc brings SQLite %s, which may damage a file in WAL mode. Use %s or newer"
							.formatted(version, OLDEST_SQLITE));
			}
		}
	}

	/**
	 * Not through the DriverManager, which knows only the drivers of the class loader
	 * that used it first.
	 */
	private static Driver driver() {
		return driver(SqliteFile.class.getClassLoader());
	}

	static Driver driver(@Nullable ClassLoader loader) {
		try {
			return (Driver) Class.forName(DRIVER, true, loader).getDeclaredConstructor().newInstance();
		}
		catch (ReflectiveOperationException | LinkageError ex) {
			throw new DataException(DataProblem.FAILED,
					"There is no SQLite driver on the class path: add org.xerial:sqlite-jdbc", ex);
		}
	}

	static void close(@Nullable Connection connection) {
		if (connection != null) {
			try {
				connection.close();
			}
			catch (SQLException ex) {
				// Nothing is lost: what was not committed was to be undone.
			}
		}
	}

}
