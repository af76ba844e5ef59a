package io.isolatedworkers.data;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * One connection to the file of one handle, and all that can be done with it. For one
 * thread at a time.
 */
final class SqliteSession implements AutoCloseable {

	private final String handle;

	private final Connection connection;

	private final StatementCache statements;

	private final SchemaCache schemas;

	private boolean inTransaction;

	SqliteSession(SqliteFile file) {
		this.handle = file.handle();
		this.connection = file.open();
		this.statements = new StatementCache(this.connection);
		try {
			this.schemas = new SchemaCache(this.connection, "main", this.handle);
		}
		catch (SQLException ex) {
			SqliteFile.close(this.connection);
			throw SqlErrors.translate(ex, "Handle '%s' cannot be opened (%s)".formatted(this.handle, file.path()));
		}
	}

	List<Row> list(String collection, Query query) {
		return run("list", collection, (schema) -> {
			FilterSql where = FilterSql.of(query, schema);
			String sql = "SELECT " + RowReader.columns(schema) + " FROM " + schema.table() + " WHERE " + where.sql()
					+ " ORDER BY " + FilterSql.orderBy(query, schema) + " LIMIT ?";
			return this.statements.use(sql, (statement) -> {
				statement.setInt(where.bind(statement, 1), query.limit());
				List<Row> rows = new ArrayList<>();
				try (ResultSet result = statement.executeQuery()) {
					while (result.next()) {
						rows.add(RowReader.read(result, schema));
					}
				}
				return rows;
			});
		});
	}

	Optional<Row> get(String collection, Object id) {
		return run("get from", collection, (schema) -> {
			String sql = "SELECT " + RowReader.columns(schema) + " FROM " + schema.table() + " WHERE " + schema.id()
					+ " = ?";
			return this.statements.use(sql, (statement) -> {
				FilterSql.bind(statement, 1, DataChecks.id(id));
				try (ResultSet result = statement.executeQuery()) {
					return result.next() ? Optional.of(RowReader.read(result, schema)) : Optional.empty();
				}
			});
		});
	}

	long count(String collection, Filter filter) {
		return run("count", collection, (schema) -> {
			FilterSql where = FilterSql.of(filter, schema);
			return this.statements.use("SELECT count(*) FROM " + schema.table() + " WHERE " + where.sql(),
					(statement) -> {
						where.bind(statement, 1);
						try (ResultSet result = statement.executeQuery()) {
							return result.getLong(1);
						}
					});
		});
	}

	void insert(String collection, Row row) {
		run("insert into", collection, (schema) -> {
			Map<TableSchema.Column, @Nullable Object> values = schema.values(row);
			requireId(schema, values);
			return this.statements.use(schema.insert(values.keySet()), (statement) -> {
				int index = 1;
				for (Object value : values.values()) {
					FilterSql.bind(statement, index++, value);
				}
				return statement.executeUpdate();
			});
		});
	}

	/** SQLite would store any number of rows whose id is NULL. */
	private static void requireId(TableSchema schema, Map<TableSchema.Column, @Nullable Object> values) {
		TableSchema.Column id = schema.idColumn();
		boolean numbered = id.type().equalsIgnoreCase("INTEGER") && !schema.withoutRowId();
		boolean byDefault = id.defaultValue() != null && !values.containsKey(id);
		if (values.get(id) == null && !numbered && !byDefault) {
			throw new DataException(DataProblem.INVALID_VALUE,
					"%s: the new row has no id; set column '%s'".formatted(schema, id.name()));
		}
	}

	boolean update(String collection, Object id, Row changes, @Nullable Long expectedVersion) {
		return run("update", collection, (schema) -> {
			Map<TableSchema.Column, @Nullable Object> values = schema.values(changes);
			if (values.containsKey(schema.idColumn()) && values.get(schema.idColumn()) == null) {
				throw new DataException(DataProblem.INVALID_VALUE, "%s: an id cannot be null".formatted(schema));
			}
			String version = (expectedVersion != null) ? version(schema, values) : null;
			if (values.isEmpty() && version == null) {
				return get(collection, id).isPresent();
			}
			List<String> parts = new ArrayList<>();
			values.keySet().forEach((column) -> parts.add(column.quoted() + " = ?"));
			if (version != null) {
				parts.add(version + " = " + version + " + 1");
			}
			String sql = "UPDATE " + schema.table() + " SET " + String.join(", ", parts) + " WHERE " + schema.id()
					+ " = ?" + ((version != null) ? " AND " + version + " = ?" : "");
			int updated = this.statements.use(sql, (statement) -> {
				int index = 1;
				for (Object value : values.values()) {
					FilterSql.bind(statement, index++, value);
				}
				FilterSql.bind(statement, index++, DataChecks.id(id));
				if (expectedVersion != null) {
					statement.setLong(index, expectedVersion);
				}
				return statement.executeUpdate();
			});
			if (updated == 0 && expectedVersion != null) {
				requireGone(collection, id, expectedVersion);
			}
			return updated > 0;
		});
	}

	private static String version(TableSchema schema, Map<TableSchema.Column, @Nullable Object> values) {
		TableSchema.Column version = schema.find(TableSchema.VERSION);
		if (version == null) {
			throw new DataException(DataProblem.SCHEMA_MISMATCH,
					"%s has no column '%s' to compare a version with".formatted(schema, TableSchema.VERSION));
		}
		if (values.containsKey(version)) {
			throw new DataException(DataProblem.INVALID_VALUE,
					"%s: column '%s' is counted, it cannot be among the changes".formatted(schema, version.name()));
		}
		return version.quoted();
	}

	private void requireGone(String collection, Object id, long expectedVersion) {
		get(collection, id).ifPresent((row) -> {
			throw DataChecks.stale(collection, this.handle, id, DataChecks.version(row), expectedVersion);
		});
	}

	boolean delete(String collection, Object id) {
		return run("delete from", collection, (schema) -> this.statements
			.use("DELETE FROM " + schema.table() + " WHERE " + schema.id() + " = ?", (statement) -> {
				FilterSql.bind(statement, 1, DataChecks.id(id));
				return statement.executeUpdate() > 0;
			}));
	}

	/** All or none of the changes, within a transaction too. */
	int batch(List<? extends Change> changes) {
		DataChecks.batch(changes);
		boolean nested = this.inTransaction;
		if (nested) {
			execute("SAVEPOINT batch", "begin a batch");
		}
		else {
			begin();
		}
		try {
			int count = 0;
			for (Change change : changes) {
				count += change(change) ? 1 : 0;
			}
			if (nested) {
				execute("RELEASE batch", "end a batch");
			}
			else {
				commit();
			}
			return count;
		}
		catch (RuntimeException | Error ex) {
			if (!nested) {
				rollback();
			}
			else if (isInTransaction()) {
				execute("ROLLBACK TO batch", "undo a batch");
				execute("RELEASE batch", "undo a batch");
			}
			throw ex;
		}
	}

	private boolean change(Change change) {
		if (change instanceof Change.Insert insert) {
			insert(insert.collection(), insert.row());
			return true;
		}
		if (change instanceof Change.Update update) {
			return update(update.collection(), update.id(), update.changes(), null);
		}
		Change.Delete delete = (Change.Delete) change;
		return delete(delete.collection(), delete.id());
	}

	/** Begins a transaction; from here on nobody else writes to the file. */
	void begin() {
		execute("BEGIN IMMEDIATE", "begin a transaction");
		this.inTransaction = true;
	}

	void commit() {
		execute("COMMIT", "commit");
		this.inTransaction = false;
	}

	/** Ends a transaction, of which nothing is left. Does nothing if there is none. */
	void rollback() {
		if (this.inTransaction) {
			this.inTransaction = false;
			try (Statement statement = this.connection.createStatement()) {
				statement.execute("ROLLBACK");
			}
			catch (SQLException ex) {
				// The failure that led here has undone the transaction already.
			}
		}
	}

	/**
	 * Whether the transaction is still there: a full disk, for example, ends it on its
	 * own, and what came next would be committed one by one. JDBC cannot tell, but a
	 * second BEGIN fails within a transaction, and only there.
	 * @return {@code true} if it is
	 */
	boolean isInTransaction() {
		try (Statement statement = this.connection.createStatement()) {
			statement.execute("BEGIN");
			statement.execute("ROLLBACK");
			return false;
		}
		catch (SQLException ex) {
			return true;
		}
	}

	private void execute(String sql, String what) {
		try (Statement statement = this.connection.createStatement()) {
			statement.execute(sql);
		}
		catch (SQLException ex) {
			throw SqlErrors.translate(ex, "Handle '%s' cannot %s".formatted(this.handle, what));
		}
	}

	private <T extends @Nullable Object> T run(String what, String collection, Operation<T> operation) {
		try {
			return operation.run(this.schemas.get(collection));
		}
		catch (SQLException ex) {
			throw SqlErrors.translate(ex,
					"Cannot %s collection '%s' of handle '%s'".formatted(what, collection, this.handle));
		}
	}

	Connection connection() {
		return this.connection;
	}

	@Override
	public void close() {
		SqliteFile.close(this.connection);
	}

	@FunctionalInterface
	private interface Operation<T extends @Nullable Object> {

		T run(TableSchema schema) throws SQLException;

	}

}
