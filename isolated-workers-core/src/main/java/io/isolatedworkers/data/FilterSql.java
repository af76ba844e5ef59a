package io.isolatedworkers.data;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A condition in SQL. Its text is made of the schema's names and of question marks; all
 * values are bound.
 *
 * @param sql the condition, to stand behind WHERE
 * @param values the values for its question marks
 */
record FilterSql(String sql, List<Object> values) {

	/** SQLite's own limit for values is 32,766. */
	static final int MAX_VALUES = 10_000;

	/**
	 * The condition of a filter.
	 * @param filter the filter
	 * @param schema the collection
	 * @return the condition
	 */
	static FilterSql of(Filter filter, TableSchema schema) {
		return of(filter, schema, "");
	}

	/**
	 * The condition of a filter on a table with an alias.
	 * @param filter the filter
	 * @param schema the collection
	 * @param prefix what to put before columns, such as {@code m.}
	 * @return the condition
	 */
	static FilterSql of(Filter filter, TableSchema schema, String prefix) {
		Builder builder = new Builder(schema, prefix);
		builder.filter(filter, 0);
		return builder.build();
	}

	/**
	 * The condition of a query: its filter, and the row to begin behind.
	 * @param query the query
	 * @param schema the collection
	 * @return the condition
	 */
	static FilterSql of(Query query, TableSchema schema) {
		Builder builder = new Builder(schema, "");
		builder.filter(query.filter(), 0);
		if (query.after() != null) {
			builder.sql.append(" AND ");
			builder.after(query, query.after());
		}
		return builder.build();
	}

	/**
	 * The order of a query.
	 * @param query the query
	 * @param schema the collection
	 * @return what stands behind ORDER BY
	 */
	static String orderBy(Query query, TableSchema schema) {
		String direction = query.descending() ? " DESC" : "";
		String id = schema.id() + direction;
		if (query.orderBy() == null || schema.column(query.orderBy()).equals(schema.idColumn())) {
			return id;
		}
		return schema.quoted(query.orderBy()) + direction + ", " + id;
	}

	/**
	 * Binds the values.
	 * @param statement the statement
	 * @param first the index of the first question mark
	 * @return the index behind the last one
	 * @throws SQLException if SQLite reports a failure
	 */
	int bind(PreparedStatement statement, int first) throws SQLException {
		int index = first;
		for (Object value : this.values) {
			bind(statement, index++, value);
		}
		return index;
	}

	static void bind(PreparedStatement statement, int index, @Nullable Object value) throws SQLException {
		if (value == null) {
			statement.setNull(index, java.sql.Types.NULL);
		}
		else if (value instanceof Long number) {
			statement.setLong(index, number);
		}
		else if (value instanceof Double number) {
			statement.setDouble(index, number);
		}
		else if (value instanceof String text) {
			statement.setString(index, text);
		}
		else {
			statement.setBytes(index, (byte[]) value);
		}
	}

	private static final class Builder {

		private final TableSchema schema;

		private final String prefix;

		private final StringBuilder sql = new StringBuilder();

		private final List<Object> values = new ArrayList<>();

		Builder(TableSchema schema, String prefix) {
			this.schema = schema;
			this.prefix = prefix;
		}

		FilterSql build() {
			if (this.values.size() > MAX_VALUES) {
				throw new DataException(DataProblem.INVALID_VALUE,
						"The filter has %,d values; at most %,d".formatted(this.values.size(), MAX_VALUES));
			}
			return new FilterSql(this.sql.toString(), this.values);
		}

		void filter(Filter filter, int depth) {
			DataChecks.depth(depth);
			if (filter instanceof Filter.All) {
				this.sql.append('1');
			}
			else if (filter instanceof Filter.Comparison comparison) {
				compare(comparison);
			}
			else if (filter instanceof Filter.In in) {
				in(in);
			}
			else if (filter instanceof Filter.Both both) {
				pair(both.first(), " AND ", both.second(), depth);
			}
			else if (filter instanceof Filter.Either either) {
				pair(either.first(), " OR ", either.second(), depth);
			}
		}

		private void pair(Filter first, String word, Filter second, int depth) {
			this.sql.append('(');
			filter(first, depth + 1);
			this.sql.append(word);
			filter(second, depth + 1);
			this.sql.append(')');
		}

		private void compare(Filter.Comparison comparison) {
			String column = column(comparison.column());
			Object value = comparison.value();
			Filter.Operator operator = comparison.operator();
			if (value != null) {
				append(column, operator(operator), value);
			}
			else if (operator == Filter.Operator.EQUAL) {
				this.sql.append(column).append(" IS NULL");
			}
			else if (operator == Filter.Operator.NOT_EQUAL) {
				this.sql.append(column).append(" IS NOT NULL");
			}
			else {
				this.sql.append('0');
			}
		}

		private static String operator(Filter.Operator operator) {
			return switch (operator) {
				case EQUAL -> " = ";
				case NOT_EQUAL -> " IS NOT ";
				case LESS -> " < ";
				case AT_MOST -> " <= ";
				case GREATER -> " > ";
				case AT_LEAST -> " >= ";
			};
		}

		private void in(Filter.In in) {
			String column = column(in.column());
			if (in.values().isEmpty()) {
				this.sql.append('0');
				return;
			}
			this.sql.append(column).append(" IN (?").append(", ?".repeat(in.values().size() - 1)).append(')');
			this.values.addAll(in.values());
		}

		/** NULL is the least value, and a comparison with it is never true. */
		void after(Query query, Row row) {
			String id = this.prefix + this.schema.id();
			String operator = query.descending() ? " < " : " > ";
			Object lastId = value(row, this.schema.idColumn());
			if (lastId == null) {
				throw new DataException(DataProblem.INVALID_VALUE,
						"%s holds a row without id, behind which no list can begin".formatted(this.schema));
			}
			TableSchema.Column order = (query.orderBy() != null) ? this.schema.column(query.orderBy())
					: this.schema.idColumn();
			if (order.equals(this.schema.idColumn())) {
				append(id, operator, lastId);
				return;
			}
			String column = this.prefix + order.quoted();
			Object last = value(row, order);
			if (last == null) {
				this.sql.append('(');
				if (!query.descending()) {
					this.sql.append(column).append(" IS NOT NULL OR ");
				}
				this.sql.append('(').append(column).append(" IS NULL AND ");
				append(id, operator, lastId);
				this.sql.append("))");
				return;
			}
			this.sql.append("((").append(column).append(", ").append(id).append(')');
			this.sql.append(operator).append("(?, ?)");
			this.values.add(last);
			this.values.add(lastId);
			if (query.descending() && !order.notNull()) {
				this.sql.append(" OR ").append(column).append(" IS NULL");
			}
			this.sql.append(')');
		}

		private static @Nullable Object value(Row row, TableSchema.Column column) {
			for (String name : row.columns()) {
				if (name.equalsIgnoreCase(column.name())) {
					return row.value(name);
				}
			}
			return row.value(column.name());
		}

		private String column(String name) {
			return this.prefix + this.schema.quoted(name);
		}

		private void append(String column, String operator, Object value) {
			this.sql.append(column).append(operator).append('?');
			this.values.add(value);
		}

	}

}
