package io.isolatedworkers.benchmarks.dual;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The plain loop: list a batch; then for each row insert it, see that it is there, and
 * delete it, each in a transaction of its own.
 */
final class RowByRow implements Mover {

	private static final int LISTED = 1_000;

	private final Connection source;

	private final Connection target;

	private final PreparedStatement list;

	private final PreparedStatement insert;

	private final PreparedStatement verify;

	private final PreparedStatement delete;

	private final Deque<Object[]> rows = new ArrayDeque<>();

	RowByRow(Path source, Path target, String journal) throws SQLException {
		this.source = ChatMessages.open(source, journal);
		this.target = ChatMessages.open(target, journal);
		this.list = this.source.prepareStatement(list(LISTED));
		this.insert = this.target.prepareStatement(insert());
		this.verify = this.target.prepareStatement("SELECT 1 FROM " + ChatMessages.TABLE + " WHERE id = ?");
		this.delete = this.source.prepareStatement(delete());
	}

	static String list(int rows) {
		return "SELECT * FROM %s ORDER BY %s, id LIMIT %d".formatted(ChatMessages.TABLE, ChatMessages.ORDER, rows);
	}

	static String insert() {
		return "INSERT INTO " + ChatMessages.TABLE + " VALUES (?, ?, ?, ?, ?, ?, ?)";
	}

	static String delete() {
		return "DELETE FROM " + ChatMessages.TABLE + " WHERE id = ?";
	}

	static Object[] row(ResultSet result) throws SQLException {
		Object[] row = new Object[ChatMessages.COLUMNS];
		for (int i = 0; i < row.length; i++) {
			row[i] = result.getObject(i + 1);
		}
		return row;
	}

	static void bind(PreparedStatement statement, Object[] row) throws SQLException {
		for (int i = 0; i < row.length; i++) {
			statement.setObject(i + 1, row[i]);
		}
	}

	@Override
	public int next() throws SQLException {
		if (this.rows.isEmpty()) {
			try (ResultSet result = this.list.executeQuery()) {
				while (result.next()) {
					this.rows.add(row(result));
				}
			}
		}
		Object[] row = this.rows.poll();
		return (row != null) ? move(row) : 0;
	}

	private int move(Object[] row) throws SQLException {
		bind(this.insert, row);
		this.insert.executeUpdate();
		this.verify.setObject(1, row[0]);
		try (ResultSet found = this.verify.executeQuery()) {
			if (!found.next()) {
				throw new IllegalStateException("The row was not copied");
			}
		}
		this.delete.setObject(1, row[0]);
		return this.delete.executeUpdate();
	}

	@Override
	public void close() throws SQLException {
		this.source.close();
		this.target.close();
	}

}
