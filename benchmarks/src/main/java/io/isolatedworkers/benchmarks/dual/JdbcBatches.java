package io.isolatedworkers.benchmarks.dual;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Batches as JDBC has them: list, insert all and commit, delete all and commit. Nothing
 * is verified.
 */
final class JdbcBatches implements Mover {

	private final Connection source;

	private final Connection target;

	private final PreparedStatement list;

	private final PreparedStatement insert;

	private final PreparedStatement delete;

	JdbcBatches(Path source, Path target, int batchSize) throws SQLException {
		this.source = ChatMessages.open(source, "WAL");
		this.target = ChatMessages.open(target, "WAL");
		this.source.setAutoCommit(false);
		this.target.setAutoCommit(false);
		this.list = this.source.prepareStatement(RowByRow.list(batchSize));
		this.insert = this.target.prepareStatement(RowByRow.insert());
		this.delete = this.source.prepareStatement(RowByRow.delete());
	}

	@Override
	public int next() throws SQLException {
		List<Object[]> rows = new ArrayList<>();
		try (ResultSet result = this.list.executeQuery()) {
			while (result.next()) {
				rows.add(RowByRow.row(result));
			}
		}
		for (Object[] row : rows) {
			RowByRow.bind(this.insert, row);
			this.insert.addBatch();
		}
		this.insert.executeBatch();
		this.target.commit();
		for (Object[] row : rows) {
			this.delete.setObject(1, row[0]);
			this.delete.addBatch();
		}
		this.delete.executeBatch();
		this.source.commit();
		return rows.size();
	}

	@Override
	public void close() throws SQLException {
		this.source.close();
		this.target.close();
	}

}
