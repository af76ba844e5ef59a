package io.isolatedworkers.sample.worker.archive;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

import io.isolatedworkers.data.Change;
import io.isolatedworkers.data.DataAdapter;
import io.isolatedworkers.data.DataWork;
import io.isolatedworkers.data.Filter;
import io.isolatedworkers.data.Move;
import io.isolatedworkers.data.MoveResult;
import io.isolatedworkers.data.Query;
import io.isolatedworkers.data.Row;
import org.jspecify.annotations.Nullable;

/**
 * Lets a batch begin only when the test says so, and remembers which there were. All the
 * rest is the real adapter's.
 */
final class GatedAdapter implements DataAdapter {

	private final DataAdapter data;

	private final Semaphore gate = new Semaphore(0);

	private final List<Move> moves = new CopyOnWriteArrayList<>();

	private volatile boolean opened;

	GatedAdapter(DataAdapter data) {
		this.data = data;
	}

	void let(int batches) {
		this.gate.release(batches);
	}

	void letAll() {
		this.opened = true;
		this.gate.release(1);
	}

	/** The batches that were begun, one that waits at the gate among them. */
	List<Move> moves() {
		return this.moves;
	}

	@Override
	public MoveResult moveBatch(Move move) {
		this.moves.add(move);
		if (!this.opened) {
			this.gate.acquireUninterruptibly();
		}
		if (this.opened) {
			this.gate.release();
		}
		return this.data.moveBatch(move);
	}

	@Override
	public long countMovable(Move move) {
		return this.data.countMovable(move);
	}

	@Override
	public <T extends @Nullable Object> T transaction(String handle, DataWork<T> work) {
		return this.data.transaction(handle, work);
	}

	@Override
	public List<Row> list(String handle, String collection, Query query) {
		return this.data.list(handle, collection, query);
	}

	@Override
	public Optional<Row> get(String handle, String collection, Object id) {
		return this.data.get(handle, collection, id);
	}

	@Override
	public long count(String handle, String collection, Filter filter) {
		return this.data.count(handle, collection, filter);
	}

	@Override
	public void insert(String handle, String collection, Row row) {
		this.data.insert(handle, collection, row);
	}

	@Override
	public boolean update(String handle, String collection, Object id, Row changes) {
		return this.data.update(handle, collection, id, changes);
	}

	@Override
	public boolean update(String handle, String collection, Object id, Row changes, long expectedVersion) {
		return this.data.update(handle, collection, id, changes, expectedVersion);
	}

	@Override
	public boolean delete(String handle, String collection, Object id) {
		return this.data.delete(handle, collection, id);
	}

	@Override
	public int batch(String handle, List<? extends Change> changes) {
		return this.data.batch(handle, changes);
	}

	@Override
	public void close() {
		this.data.close();
	}

}
