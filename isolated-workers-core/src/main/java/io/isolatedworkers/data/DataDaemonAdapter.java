package io.isolatedworkers.data;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

/**
 * Uses the files that a {@link DataDaemon} owns, by direct calls. Takes the place of a
 * {@link DirectSqliteAdapter} where several parts of a process use the same files: they
 * share connections, and the commits of what they write at the same time.
 */
public final class DataDaemonAdapter implements DataAdapter {

	private final DataDaemon daemon;

	private final Runnable leave;

	private final AtomicBoolean closed = new AtomicBoolean();

	/**
	 * An adapter of a daemon, which stays open when the adapter is closed.
	 * @param daemon the daemon
	 */
	public DataDaemonAdapter(DataDaemon daemon) {
		this(daemon, () -> {
		});
	}

	private DataDaemonAdapter(DataDaemon daemon, Runnable leave) {
		this.daemon = daemon;
		this.leave = leave;
	}

	/**
	 * An adapter of the daemon that everybody in the process shares who opens the same
	 * files under the same handles. The last adapter that is closed closes the daemon.
	 * @param handles the files
	 * @return the adapter
	 */
	public static DataDaemonAdapter open(DataHandles handles) {
		DataDaemon daemon = DataDaemon.share(handles);
		return new DataDaemonAdapter(daemon, daemon::leave);
	}

	@Override
	public List<Row> list(String handle, String collection, Query query) {
		return daemon().read(handle, (session) -> session.list(collection, query));
	}

	@Override
	public Optional<Row> get(String handle, String collection, Object id) {
		return daemon().read(handle, (session) -> session.get(collection, id));
	}

	@Override
	public long count(String handle, String collection, Filter filter) {
		return daemon().read(handle, (session) -> session.count(collection, filter));
	}

	@Override
	public void insert(String handle, String collection, Row row) {
		daemon().write(handle, (session) -> {
			session.insert(collection, row);
			return true;
		});
	}

	@Override
	public boolean update(String handle, String collection, Object id, Row changes) {
		return daemon().write(handle, (session) -> session.update(collection, id, changes, null));
	}

	@Override
	public boolean update(String handle, String collection, Object id, Row changes, long expectedVersion) {
		return daemon().write(handle, (session) -> session.update(collection, id, changes, expectedVersion));
	}

	@Override
	public boolean delete(String handle, String collection, Object id) {
		return daemon().write(handle, (session) -> session.delete(collection, id));
	}

	@Override
	public int batch(String handle, List<? extends Change> changes) {
		// The caller's list is read on another thread, perhaps.
		List<Change> copy = List.copyOf(changes);
		return daemon().write(handle, (session) -> session.batch(copy));
	}

	@Override
	public <T extends @Nullable Object> T transaction(String handle, DataWork<T> work) {
		return daemon().transaction(handle, work);
	}

	@Override
	public MoveResult moveBatch(Move move) {
		return daemon().move(move, (mover) -> mover.moveBatch(move));
	}

	@Override
	public long countMovable(Move move) {
		return daemon().move(move, (mover) -> mover.countMovable(move));
	}

	private DataDaemon daemon() {
		if (this.closed.get()) {
			throw new DataException(DataProblem.CLOSED, "The adapter is closed");
		}
		return this.daemon;
	}

	/** What this adapter's callers have begun is completed. */
	@Override
	public void close() {
		this.daemon.requireOutside();
		if (this.closed.compareAndSet(false, true)) {
			this.leave.run();
		}
	}

}
