package io.isolatedworkers.data;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The statements of one connection that were used last, prepared once. For one thread at
 * a time, as its connection is.
 */
final class StatementCache implements AutoCloseable {

	static final int SIZE = 64;

	private final Connection connection;

	private final Map<String, PreparedStatement> statements = new LinkedHashMap<>(SIZE, 0.75f, true);

	StatementCache(Connection connection) {
		this.connection = connection;
	}

	<T extends @Nullable Object> T use(String sql, Use<T> use) throws SQLException {
		PreparedStatement statement = this.statements.get(sql);
		if (statement == null) {
			statement = this.connection.prepareStatement(sql);
			this.statements.put(sql, statement);
			evict();
		}
		try {
			T result = use.run(statement);
			// Else a large value would stay in memory for as long as the statement does.
			statement.clearParameters();
			return result;
		}
		catch (SQLException | RuntimeException ex) {
			// It may hold a lock, and the driver leaves it unusable after some failures.
			this.statements.remove(sql);
			statement.close();
			throw ex;
		}
	}

	private void evict() throws SQLException {
		if (this.statements.size() > SIZE) {
			String eldest = this.statements.keySet().iterator().next();
			PreparedStatement statement = this.statements.remove(eldest);
			if (statement != null) {
				statement.close();
			}
		}
	}

	int size() {
		return this.statements.size();
	}

	@Override
	public void close() throws SQLException {
		for (PreparedStatement statement : this.statements.values()) {
			statement.close();
		}
		this.statements.clear();
	}

	/**
	 * What is done with a statement.
	 *
	 * @param <T> what comes of it
	 */
	@FunctionalInterface
	interface Use<T extends @Nullable Object> {

		T run(PreparedStatement statement) throws SQLException;

	}

}
