package io.isolatedworkers.sample.worker.archive;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Compares the data in use and their archive with the data as they were before anything
 * was moved: each row must be in exactly one of the two, and the same in every column,
 * types included.
 */
public final class ArchiveCheck {

	private static final int MAX_IDS = 10;

	private final Connection connection;

	private final boolean archive;

	private ArchiveCheck(Connection connection, boolean archive) {
		this.connection = connection;
		this.archive = archive;
	}

	/**
	 * Compares files and prints what was found. Ends with 0 if all is well, with 1 if
	 * not, with 2 if it cannot be told.
	 * @param arguments the original, the data in use, the archive
	 */
	public static void main(String... arguments) {
		if (arguments.length != 3) {
			System.err.println("Usage: ArchiveCheck ORIGINAL PRIMARY ARCHIVE");
			System.exit(2);
		}
		try {
			List<Finding> findings = compare(Path.of(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2]));
			findings.forEach((finding) -> System.out.println(finding));
			System.exit(findings.stream().allMatch(Finding::isFine) ? 0 : 1);
		}
		catch (IllegalStateException ex) {
			System.err.println(ex.getMessage());
			System.exit(2);
		}
	}

	/**
	 * Compares files. While rows are moved or changed the result means nothing.
	 * @param original the data as they were
	 * @param primary the data in use
	 * @param archive the archive, which need not exist
	 * @return what was found, for each collection of the original
	 * @throws IllegalStateException if a file or collection is missing or cannot be read
	 */
	public static List<Finding> compare(Path original, Path primary, Path archive) {
		boolean archived = Files.exists(archive);
		try (Connection connection = Sqlite.openToRead(original)) {
			Sqlite.attach(connection, primary, "pri");
			if (archived) {
				Sqlite.attach(connection, archive, "arc");
			}
			ArchiveCheck check = new ArchiveCheck(connection, archived);
			List<Finding> findings = new ArrayList<>();
			for (String collection : check.texts("""
					SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'
					AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name
					""")) {
				findings.add(check.compare(collection));
			}
			return findings;
		}
		catch (SQLException ex) {
			throw new IllegalStateException(
					"%s, %s and %s cannot be compared: %s".formatted(original, primary, archive, ex.getMessage()), ex);
		}
	}

	private Finding compare(String collection) throws SQLException {
		String table = Sqlite.quoted(collection);
		List<String> columns = new ArrayList<>();
		String id = null;
		try (Statement statement = this.connection.createStatement();
				ResultSet result = statement.executeQuery("PRAGMA main.table_info(" + table + ")")) {
			while (result.next()) {
				columns.add(Sqlite.quoted(result.getString("name")));
				id = (result.getInt("pk") == 1) ? result.getString("name") : id;
			}
		}
		String key = Sqlite.quoted(Objects.requireNonNullElse(id, "rowid"));
		String same = columns.stream()
			.map((column) -> "o.%1$s COLLATE BINARY IS x.%1$s AND typeof(o.%1$s) = typeof(x.%1$s)".formatted(column))
			.collect(Collectors.joining(" AND "));
		String held = "EXISTS (SELECT 1 FROM %s.%s x WHERE x.%s = o.%s)";
		String inPrimary = held.formatted("pri", table, key, key);
		String inArchive = this.archive ? held.formatted("arc", table, key, key) : "false";
		String original = "SELECT o.%s FROM main.%s o WHERE ".formatted(key, table);
		List<String> differing = new ArrayList<>();
		List<String> unknown = new ArrayList<>();
		for (String file : this.archive ? List.of("pri", "arc") : List.of("pri")) {
			differing.addAll(
					texts("SELECT o.%1$s FROM main.%2$s o CROSS JOIN %3$s.%2$s x ON x.%1$s = o.%1$s WHERE NOT (%4$s)"
						.formatted(key, table, file, same)));
			unknown.addAll(texts(
					"SELECT o.%1$s FROM %3$s.%2$s o WHERE NOT EXISTS (SELECT 1 FROM main.%2$s x WHERE x.%1$s = o.%1$s)"
						.formatted(key, table, file)));
		}
		return new Finding(collection, number("main", table), number("pri", table),
				this.archive ? number("arc", table) : 0, texts(original + "NOT " + inPrimary + " AND NOT " + inArchive),
				texts(original + inPrimary + " AND " + inArchive), differing, unknown);
	}

	private long number(String file, String table) throws SQLException {
		return Sqlite.number(this.connection, "SELECT count(*) FROM " + file + "." + table);
	}

	private List<String> texts(String query) throws SQLException {
		List<String> texts = new ArrayList<>();
		try (Statement statement = this.connection.createStatement();
				ResultSet result = statement.executeQuery(query)) {
			while (result.next()) {
				texts.add(result.getString(1));
			}
		}
		return texts;
	}

	/**
	 * What was found about a collection.
	 *
	 * @param collection the collection
	 * @param original how many rows there were
	 * @param primary how many are in use
	 * @param archived how many are in the archive
	 * @param missing the ids of rows that are in neither
	 * @param doubled the ids of rows that are in both
	 * @param differing the ids of rows that are not what they were
	 * @param unknown the ids of rows that were not there before
	 */
	public record Finding(String collection, long original, long primary, long archived, List<String> missing,
			List<String> doubled, List<String> differing, List<String> unknown) {

		/**
		 * Copies the lists.
		 */
		public Finding {
			missing = List.copyOf(missing);
			doubled = List.copyOf(doubled);
			differing = List.copyOf(differing);
			unknown = List.copyOf(unknown);
		}

		/**
		 * Whether each row is in exactly one of the two, and what it was.
		 * @return {@code true} if so
		 */
		public boolean isFine() {
			return this.missing.isEmpty() && this.doubled.isEmpty() && this.differing.isEmpty()
					&& this.unknown.isEmpty();
		}

		/** What was found, with a few ids each. */
		@Override
		public String toString() {
			return "%s: %,d rows, %,d in use and %,d archived; missing: %s; doubled: %s; differing: %s; unknown: %s"
				.formatted(this.collection, this.original, this.primary, this.archived, some(this.missing),
						some(this.doubled), some(this.differing), some(this.unknown));
		}

		private static String some(List<String> ids) {
			return (ids.size() <= MAX_IDS) ? ids.toString()
					: "%,d such as %s".formatted(ids.size(), ids.subList(0, MAX_IDS));
		}

	}

}
