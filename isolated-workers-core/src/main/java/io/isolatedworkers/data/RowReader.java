package io.isolatedworkers.data;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Makes rows of results. A value has the type in which it is stored, whatever its column
 * was declared as.
 */
final class RowReader {

	private static final char REPLACEMENT = '\ufffd';

	private RowReader() {
	}

	/**
	 * Reads the row at which a result is.
	 * @param result the result, with the columns in the order of the schema
	 * @param schema the collection
	 * @return the row
	 * @throws SQLException if SQLite reports a failure
	 */
	static Row read(ResultSet result, TableSchema schema) throws SQLException {
		Row.Builder row = Row.builder();
		List<TableSchema.Column> columns = schema.columns();
		for (int i = 0; i < columns.size(); i++) {
			String name = columns.get(i).name();
			row.set(name, value(result, i + 1, name, schema));
		}
		return row.build();
	}

	/** What stands behind SELECT for {@link #read}. */
	static String columns(TableSchema schema) {
		return String.join(", ", schema.columns().stream().map(TableSchema.Column::quoted).toList());
	}

	private static @Nullable Object value(ResultSet result, int index, String column, TableSchema schema)
			throws SQLException {
		Object value = result.getObject(index);
		if (value instanceof Integer number) {
			return number.longValue();
		}
		if (value instanceof String text && text.indexOf(REPLACEMENT) >= 0
				&& !Arrays.equals(text.getBytes(StandardCharsets.UTF_8), result.getBytes(index))) {
			throw new DataException(DataProblem.INVALID_VALUE,
					"%s holds a text in column '%s' that is no UTF-8 and cannot be read unchanged; store it as bytes"
						.formatted(schema, column));
		}
		return value;
	}

}
