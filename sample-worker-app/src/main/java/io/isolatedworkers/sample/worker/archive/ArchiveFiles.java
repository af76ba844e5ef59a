package io.isolatedworkers.sample.worker.archive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

import io.isolatedworkers.data.DataException;
import io.isolatedworkers.data.DataProblem;
import io.isolatedworkers.data.MoveResult;

/**
 * Sees to it that the files of a task are there. An archive that does not exist is made
 * with the tables and indexes of the data in use, but without their triggers, which could
 * change rows on their way. The journal mode of a file that exists is never changed:
 * others may have it open.
 */
final class ArchiveFiles {

	/** The tables that moves keep for themselves in the files that they move to. */
	static final List<String> MOVE_TABLES = List.of(MoveResult.CONFLICTS, "move_batches", "move_copies");

	private static final String TABLES = """
			SELECT sql FROM sqlite_schema WHERE type = 'table' AND sql IS NOT NULL
			AND name IN (SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table')
			AND name NOT LIKE 'sqlite\\_%%' ESCAPE '\\' AND name NOT IN (%s) ORDER BY rowid
			""".formatted("'" + String.join("', '", MOVE_TABLES) + "'");

	private static final String INDEXES = """
			SELECT sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL
			AND tbl_name IN (SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table')
			AND tbl_name NOT IN (%s) ORDER BY rowid
			""".formatted("'" + String.join("', '", MOVE_TABLES) + "'");

	private final Path primary;

	private final Path archive;

	/**
	 * Makes the guardian of two files.
	 * @param primary the data in use
	 * @param archive the archive
	 */
	ArchiveFiles(Path primary, Path archive) {
		this.primary = primary;
		this.archive = archive;
	}

	/**
	 * Sees to it that a task finds its files.
	 * @param mode what the task does
	 * @throws DataException if one is missing or cannot be made
	 */
	void prepare(ArchiveTask.Mode mode) {
		if (!Files.isRegularFile(this.primary)) {
			throw missing("The data in use are missing: there is no file %s. Put it in place, or correct the setting "
					+ "'primary', and resume the task", this.primary);
		}
		if (Files.exists(this.archive)) {
			return;
		}
		if (mode == ArchiveTask.Mode.RESTORE) {
			throw missing("There is no archive to restore from, %s. Put it in place, or correct the setting "
					+ "'archive', and resume the task", this.archive);
		}
		Path log = this.archive.resolveSibling(this.archive.getFileName() + "-wal");
		if (Files.exists(log)) {
			// SQLite would apply it to the new file, which it does not belong to
			throw missing("The archive is missing, but not its log, %s, which may hold rows of it. Put the archive "
					+ "back, or move its log away, and resume the task", log);
		}
		make();
	}

	private void make() {
		// Under another name until it is complete: the process may be killed meanwhile
		Path draft = this.archive.resolveSibling(this.archive.getFileName() + ".new");
		try {
			Path directory = this.archive.toAbsolutePath().getParent();
			if (directory != null) {
				Files.createDirectories(directory);
			}
			discard(draft);
			copySchema(draft);
			Files.move(draft, this.archive, StandardCopyOption.ATOMIC_MOVE);
		}
		catch (IOException | SQLException ex) {
			throw Problems.of(ex, "The archive %s cannot be made".formatted(this.archive));
		}
		finally {
			discard(draft);
		}
	}

	private void copySchema(Path draft) throws SQLException {
		List<String> statements = new ArrayList<>();
		try (Connection source = Sqlite.openToRead(this.primary)) {
			// Two files can be used together only if they have the same
			statements.add("PRAGMA encoding = '" + texts(source, "PRAGMA encoding").get(0) + "'");
			statements.add("PRAGMA journal_mode = WAL");
			statements.add("BEGIN");
			statements.addAll(texts(source, TABLES));
			statements.addAll(texts(source, INDEXES));
			statements.add("COMMIT");
		}
		try (Connection target = Sqlite.open(draft); Statement statement = target.createStatement()) {
			for (String sql : statements) {
				statement.execute(sql);
			}
		}
	}

	private static List<String> texts(Connection connection, String query) throws SQLException {
		List<String> texts = new ArrayList<>();
		try (Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery(query)) {
			while (result.next()) {
				texts.add(result.getString(1));
			}
		}
		return texts;
	}

	private static void discard(Path draft) {
		try {
			for (String suffix : new String[] { "", "-wal", "-shm", "-journal" }) {
				Files.deleteIfExists(draft.resolveSibling(draft.getFileName() + suffix));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static DataException missing(String message, Path file) {
		return new DataException(DataProblem.UNKNOWN_HANDLE, message.formatted(file));
	}

}
