package io.isolatedworkers.data;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * A transaction that has begun, and what its work may do. Closed without a commit it
 * leaves nothing.
 */
final class SqliteTransaction extends TransactionOperations implements AutoCloseable {

	private final SqliteSession session;

	private @Nullable DataException undoneBy;

	SqliteTransaction(String handle, SqliteSession session) {
		super(handle);
		this.session = session;
	}

	@Override
	public List<Row> list(String handle, String collection, Query query) {
		return run(handle, () -> this.session.list(collection, query));
	}

	@Override
	public Optional<Row> get(String handle, String collection, Object id) {
		return run(handle, () -> this.session.get(collection, id));
	}

	@Override
	public long count(String handle, String collection, Filter filter) {
		return run(handle, () -> this.session.count(collection, filter));
	}

	@Override
	public void insert(String handle, String collection, Row row) {
		run(handle, () -> {
			this.session.insert(collection, row);
			return true;
		});
	}

	@Override
	public boolean update(String handle, String collection, Object id, Row changes) {
		return run(handle, () -> this.session.update(collection, id, changes, null));
	}

	@Override
	public boolean update(String handle, String collection, Object id, Row changes, long expectedVersion) {
		return run(handle, () -> this.session.update(collection, id, changes, expectedVersion));
	}

	@Override
	public boolean delete(String handle, String collection, Object id) {
		return run(handle, () -> this.session.delete(collection, id));
	}

	@Override
	public int batch(String handle, List<? extends Change> changes) {
		return run(handle, () -> this.session.batch(changes));
	}

	private <T> T run(String handle, Supplier<T> operation) {
		require(handle);
		requireAlive();
		try {
			return operation.get();
		}
		catch (DataException ex) {
			if (!this.session.isInTransaction()) {
				this.undoneBy = ex;
			}
			throw ex;
		}
	}

	private void requireAlive() {
		if (this.undoneBy != null) {
			throw new DataException(this.undoneBy.problem(),
					"The transaction on '%s' was undone by an earlier failure: %s".formatted(handle(),
							this.undoneBy.getMessage()),
					this.undoneBy);
		}
	}

	void commit() {
		end();
		requireAlive();
		this.session.commit();
	}

	@Override
	public void close() {
		end();
		this.session.rollback();
	}

}
