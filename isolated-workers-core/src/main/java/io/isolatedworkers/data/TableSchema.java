package io.isolatedworkers.data;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What SQLite says about one table. Only names from here get into SQL. Immutable.
 *
 * @param database the name of the file within its connection, such as {@code main}
 * @param collection the table, as the schema spells it
 * @param handle the handle, for messages
 * @param columns the columns in their order, those that are generated among them
 * @param idColumn the column that is the primary key
 * @param withoutRowId whether the table has no rowid
 * @param strict whether its values must have the types of their columns
 * @param triggers the names of its triggers
 */
record TableSchema(String database, String collection, String handle, List<Column> columns, Column idColumn,
		boolean withoutRowId, boolean strict, List<String> triggers) {

	/** The column that counts the changes of a row. */
	static final String VERSION = "version";

	private static final String LIST = "SELECT name, type, wr, strict FROM pragma_table_list(?) WHERE schema = ?";

	private static final String COLUMNS = """
			SELECT name, type, "notnull", pk, hidden, dflt_value FROM pragma_table_xinfo(?, ?)
			""";

	/**
	 * Reads the schema of a table as it is now.
	 * @param connection where the file is open
	 * @param database the name of the file within the connection: {@code main}, or the
	 * name it was attached under
	 * @param collection the table
	 * @param handle the handle, for messages
	 * @return the schema
	 * @throws SQLException if SQLite reports a failure
	 */
	static TableSchema read(Connection connection, String database, String collection, String handle)
			throws SQLException {
		requireIdentifier(collection, "collection");
		String name = null;
		boolean withoutRowId = false;
		boolean strict = false;
		try (PreparedStatement statement = connection.prepareStatement(LIST)) {
			statement.setString(1, collection);
			statement.setString(2, database);
			try (ResultSet result = statement.executeQuery()) {
				if (result.next()) {
					name = result.getString(1);
					withoutRowId = result.getBoolean(3);
					strict = result.getBoolean(4);
					requireTable(name, result.getString(2), handle);
				}
			}
		}
		if (name == null || name.toLowerCase(Locale.ROOT).startsWith("sqlite_")) {
			throw new DataException(DataProblem.UNKNOWN_COLLECTION,
					"Handle '%s' has no collection '%s'".formatted(handle, collection));
		}
		List<Column> columns = columns(connection, database, name);
		return new TableSchema(database, name, handle, columns, id(columns, name, handle), withoutRowId, strict,
				triggers(connection, database, name));
	}

	static void requireIdentifier(String name, String kind) {
		if (!DataHandles.IDENTIFIER.matcher(name).matches()) {
			throw new DataException(DataProblem.INVALID_IDENTIFIER,
					"The %s '%s' is not made of at most 63 letters, digits and underscores".formatted(kind, name));
		}
	}

	private static void requireTable(String name, String type, String handle) {
		if (!type.equals("table")) {
			throw new DataException(DataProblem.SCHEMA_MISMATCH,
					"'%s' of handle '%s' is a %s; a collection must be a table".formatted(name, handle, type));
		}
	}

	private static List<Column> columns(Connection connection, String database, String table) throws SQLException {
		List<Column> columns = new ArrayList<>();
		try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
			statement.setString(1, table);
			statement.setString(2, database);
			try (ResultSet result = statement.executeQuery()) {
				while (result.next()) {
					columns.add(new Column(result.getString(1), result.getString(2), result.getBoolean(3),
							result.getInt(4), result.getInt(5) != 0, result.getString(6)));
				}
			}
		}
		return List.copyOf(columns);
	}

	private static Column id(List<Column> columns, String table, String handle) {
		List<Column> key = columns.stream().filter((column) -> column.keyPosition() > 0).toList();
		if (key.size() != 1) {
			throw new DataException(DataProblem.SCHEMA_MISMATCH,
					"The primary key of '%s' of handle '%s' has %d columns; a collection needs one column, its id"
						.formatted(table, handle, key.size()));
		}
		return key.get(0);
	}

	private static List<String> triggers(Connection connection, String database, String table) throws SQLException {
		List<String> names = new ArrayList<>();
		String sql = "SELECT name FROM " + quote(database)
				+ ".sqlite_schema WHERE type = 'trigger' AND tbl_name = ? COLLATE NOCASE ORDER BY name";
		try (PreparedStatement statement = connection.prepareStatement(sql)) {
			statement.setString(1, table);
			try (ResultSet result = statement.executeQuery()) {
				while (result.next()) {
					names.add(result.getString(1));
				}
			}
		}
		return List.copyOf(names);
	}

	static String quote(String name) {
		return '"' + name.replace("\"", "\"\"") + '"';
	}

	/** The table's name for SQL. */
	String table() {
		return quote(this.database) + "." + quote(this.collection);
	}

	/** The id column's name for SQL. */
	String id() {
		return quote(this.idColumn.name());
	}

	/**
	 * A column by its name, upper and lower case being the same as they are for SQLite.
	 * @param name the name
	 * @return the column
	 */
	Column column(String name) {
		requireIdentifier(name, "column");
		Column column = find(name);
		if (column == null) {
			throw new DataException(DataProblem.INVALID_IDENTIFIER, "%s has no column '%s', only %s".formatted(this,
					name, this.columns.stream().map(Column::name).toList()));
		}
		return column;
	}

	@Nullable Column find(String name) {
		for (Column column : this.columns) {
			if (column.name().equalsIgnoreCase(name)) {
				return column;
			}
		}
		return null;
	}

	/**
	 * A column's name for SQL.
	 * @param name the name
	 * @return the name in quotes, as the schema spells it
	 */
	String quoted(String name) {
		return quote(column(name).name());
	}

	/**
	 * The values of a row by the columns of this schema.
	 * @param row the row
	 * @return the values
	 */
	Map<Column, @Nullable Object> values(Row row) {
		Map<Column, @Nullable Object> values = new LinkedHashMap<>();
		row.values().forEach((name, value) -> {
			Column column = column(name);
			if (column.generated()) {
				throw new DataException(DataProblem.INVALID_VALUE,
						"Column '%s' of %s is generated and cannot be set".formatted(name, this));
			}
			if (values.containsKey(column)) {
				throw new DataException(DataProblem.INVALID_VALUE,
						"Column '%s' of %s is there twice".formatted(name, this));
			}
			values.put(column, value);
		});
		return values;
	}

	/** The statement that adds a row with values for some columns. */
	String insert(Set<Column> given) {
		StringBuilder sql = new StringBuilder("INSERT INTO ").append(table());
		if (given.isEmpty()) {
			return sql.append(" DEFAULT VALUES").toString();
		}
		String separator = " (";
		for (Column column : given) {
			sql.append(separator).append(column.quoted());
			separator = ", ";
		}
		return sql.append(") VALUES (?").append(", ?".repeat(given.size() - 1)).append(')').toString();
	}

	@Override
	public String toString() {
		return "Collection '%s' of handle '%s'".formatted(this.collection, this.handle);
	}

	/**
	 * A column.
	 *
	 * @param name its name, as the schema spells it
	 * @param type its declared type, empty for none
	 * @param notNull whether it refuses NULL
	 * @param keyPosition its place in the primary key from 1, 0 if it is no part of it
	 * @param generated whether its values are computed
	 * @param defaultValue its default as SQL, {@code null} for none
	 */
	record Column(String name, String type, boolean notNull, int keyPosition, boolean generated,
			@Nullable String defaultValue) {

		String quoted() {
			return quote(this.name);
		}

		/**
		 * Whether it can hold an integer and an equal real number, as two values. By
		 * SQLite's rules for the affinity of columns, which go by words in the declared
		 * type, in this order: a column of texts makes texts of all numbers, and one of
		 * real numbers makes those of integers.
		 */
		boolean mixesNumbers() {
			// In upper case, a ligature would become FL.
			String type = this.type.toLowerCase(Locale.ROOT);
			if (type.contains("int")) {
				return true;
			}
			if (Stream.of("char", "clob", "text").anyMatch(type::contains)) {
				return false;
			}
			return type.contains("blob") || Stream.of("real", "floa", "doub").noneMatch(type::contains);
		}

	}

}
