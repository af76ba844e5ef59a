package io.isolatedworkers.data;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.isolatedworkers.data.TableSchema.Column;

import org.jspecify.annotations.Nullable;

/**
 * What must hold before a row is moved. Each check is made before anything changes.
 */
final class MovePlanCheck {

	private static final String REFERENCES = """
			SELECT s.name FROM src.sqlite_schema s, pragma_foreign_key_list(s.name, 'src') f
			WHERE s.type = 'table' AND f."table" = ? COLLATE NOCASE ORDER BY s.name
			""";

	private MovePlanCheck() {
	}

	/** Two handles may reach one file by a link. */
	static void requireTwoFiles(SqliteFile source, SqliteFile target) {
		try {
			if (Files.exists(source.path()) && Files.exists(target.path())
					&& Files.isSameFile(source.path(), target.path())) {
				throw new DataException(DataProblem.INVALID_VALUE,
						"The handles '%s' and '%s' mean the same file, %s; rows cannot be moved within it"
							.formatted(source.handle(), target.handle(), source.path().toAbsolutePath()));
			}
		}
		catch (IOException ex) {
			throw new DataException(DataProblem.FAILED, "It cannot be found out whether %s and %s are the same file"
				.formatted(source.path(), target.path()), ex);
		}
	}

	static void check(Connection connection, TableSchema source, TableSchema target) throws SQLException {
		requireNotOurs(source);
		requireSameColumns(source, target);
		requireNoTrigger(source);
		requireNoTrigger(target);
		requireNoReference(connection, source);
		requireIds(connection, source);
	}

	private static void requireNotOurs(TableSchema source) {
		if (Stream.of(MoveList.BATCHES, MoveList.COPIES, MoveResult.CONFLICTS)
			.anyMatch(source.collection()::equalsIgnoreCase)) {
			throw new DataException(DataProblem.INVALID_VALUE,
					"%s belongs to moves themselves and cannot be moved".formatted(source));
		}
	}

	private static void requireSameColumns(TableSchema source, TableSchema target) {
		List<String> differences = new ArrayList<>();
		for (Column column : source.columns()) {
			compare(column, target.find(column.name()), source, target, differences);
		}
		for (Column column : target.columns()) {
			if (source.find(column.name()) == null) {
				differences.add("'%s' has no column '%s'".formatted(source.handle(), column.name()));
			}
		}
		if (source.withoutRowId() != target.withoutRowId()) {
			differences.add("one is WITHOUT ROWID");
		}
		if (source.strict() != target.strict()) {
			differences.add("one is STRICT");
		}
		if (!differences.isEmpty()) {
			throw new DataException(DataProblem.SCHEMA_MISMATCH,
					"Collection '%s' differs between the handles '%s' and '%s': %s. Make them the same".formatted(
							source.collection(), source.handle(), target.handle(), String.join("; ", differences)));
		}
	}

	private static void compare(Column column, @Nullable Column other, TableSchema source, TableSchema target,
			List<String> differences) {
		if (other == null) {
			differences.add("'%s' has no column '%s'".formatted(target.handle(), column.name()));
			return;
		}
		String difference = null;
		if (!column.type().equalsIgnoreCase(other.type())) {
			difference = "the type %s and %s".formatted(named(column.type()), named(other.type()));
		}
		else if (column.notNull() != other.notNull()) {
			difference = "NOT NULL in one only";
		}
		else if (column.keyPosition() != other.keyPosition()) {
			difference = "the primary key in one only";
		}
		else if (column.generated() != other.generated()) {
			difference = "generated in one only";
		}
		if (difference != null) {
			differences.add("column '%s' is %s".formatted(column.name(), difference));
		}
	}

	private static String named(String type) {
		return type.isEmpty() ? "(none)" : type;
	}

	private static void requireNoTrigger(TableSchema schema) {
		if (!schema.triggers().isEmpty()) {
			throw new DataException(DataProblem.SCHEMA_MISMATCH,
					"%s has the trigger %s, which might change rows on their way; drop it first".formatted(schema,
							String.join(", ", schema.triggers())));
		}
	}

	/** Deleting what others refer to would delete or orphan them. */
	private static void requireNoReference(Connection connection, TableSchema source) throws SQLException {
		List<String> names = new ArrayList<>();
		try (PreparedStatement statement = connection.prepareStatement(REFERENCES)) {
			statement.setString(1, source.collection());
			try (ResultSet result = statement.executeQuery()) {
				while (result.next()) {
					names.add(result.getString(1));
				}
			}
		}
		if (!names.isEmpty()) {
			throw new DataException(DataProblem.SCHEMA_MISMATCH,
					"A foreign key of %s refers to %s, whose rows can therefore not be moved"
						.formatted(String.join(", ", names), source));
		}
	}

	/** SQLite takes any number of NULLs for a key unless its column forbids them. */
	private static void requireIds(Connection connection, TableSchema source) throws SQLException {
		if (source.idColumn().notNull()) {
			return;
		}
		String sql = "SELECT 1 FROM %s WHERE %s IS NULL LIMIT 1".formatted(source.table(), source.id());
		try (PreparedStatement statement = connection.prepareStatement(sql);
				ResultSet result = statement.executeQuery()) {
			if (result.next()) {
				throw new DataException(DataProblem.SCHEMA_MISMATCH,
						"%s has a row whose id '%s' is NULL; give every row an id".formatted(source,
								source.idColumn().name()));
			}
		}
	}

}
