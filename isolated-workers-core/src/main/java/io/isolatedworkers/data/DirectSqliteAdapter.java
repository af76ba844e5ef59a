package io.isolatedworkers.data;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Opens the files for itself: one connection that writes and up to {@value #READERS} that
 * read for each handle, and one for each pair of handles between which rows are moved. A
 * connection is opened when it is first needed and kept until {@link #close()}; there are
 * no threads. Needs {@code org.xerial:sqlite-jdbc} on the class path.
 * <p>
 * Files are opened as they are: none is made, and the journal mode of none is changed. In
 * WAL mode reads do not wait for a writer; with a rollback journal they wait while one
 * commits.
 */
public final class DirectSqliteAdapter implements DataAdapter {

	static final int READERS = 4;

	private final DataHandles handles;

	private final Duration busyTimeout;

	private final Map<String, Leases<SqliteSession>> readers = new ConcurrentHashMap<>();

	private final Map<String, Leases<SqliteSession>> writers = new ConcurrentHashMap<>();

	private final Map<String, Leases<SqliteMove>> movers = new ConcurrentHashMap<>();

	private final TransactionGuard guard = new TransactionGuard();

	private volatile boolean closed;

	/**
	 * An adapter that opens files when they are first used.
	 * @param handles the files
	 */
	public DirectSqliteAdapter(DataHandles handles) {
		this(handles, SqliteFile.BUSY_TIMEOUT);
	}

	DirectSqliteAdapter(DataHandles handles, Duration busyTimeout) {
		this.handles = handles;
		this.busyTimeout = busyTimeout;
	}

	@Override
	public List<Row> list(String handle, String collection, Query query) {
		return read(handle, (session) -> session.list(collection, query));
	}

	@Override
	public Optional<Row> get(String handle, String collection, Object id) {
		return read(handle, (session) -> session.get(collection, id));
	}

	@Override
	public long count(String handle, String collection, Filter filter) {
		return read(handle, (session) -> session.count(collection, filter));
	}

	@Override
	public void insert(String handle, String collection, Row row) {
		write(handle, (session) -> {
			session.insert(collection, row);
			return true;
		});
	}

	@Override
	public boolean update(String handle, String collection, Object id, Row changes) {
		return write(handle, (session) -> session.update(collection, id, changes, null));
	}

	@Override
	public boolean update(String handle, String collection, Object id, Row changes, long expectedVersion) {
		return write(handle, (session) -> session.update(collection, id, changes, expectedVersion));
	}

	@Override
	public boolean delete(String handle, String collection, Object id) {
		return write(handle, (session) -> session.delete(collection, id));
	}

	@Override
	public int batch(String handle, List<? extends Change> changes) {
		return write(handle, (session) -> session.batch(changes));
	}

	@Override
	public <T extends @Nullable Object> T transaction(String handle, DataWork<T> work) {
		return write(handle, (session) -> {
			session.begin();
			try (SqliteTransaction transaction = new SqliteTransaction(handle, session)) {
				T result = this.guard.run(handle, () -> work.run(transaction));
				transaction.commit();
				return result;
			}
		});
	}

	@Override
	public MoveResult moveBatch(Move move) {
		return move(move, (mover) -> mover.moveBatch(move));
	}

	@Override
	public long countMovable(Move move) {
		return move(move, (mover) -> mover.countMovable(move));
	}

	private <T extends @Nullable Object> T read(String handle, Function<SqliteSession, T> work) {
		return use(this.readers, READERS, handle, work);
	}

	private <T extends @Nullable Object> T write(String handle, Function<SqliteSession, T> work) {
		return use(this.writers, 1, handle, work);
	}

	private <T extends @Nullable Object> T use(Map<String, Leases<SqliteSession>> all, int size, String handle,
			Function<SqliteSession, T> work) {
		requireOpen();
		SqliteFile file = file(handle);
		Leases<SqliteSession> sessions = all.computeIfAbsent(handle, (key) -> new Leases<>("Handle '" + key + "'", size,
				this.busyTimeout, () -> new SqliteSession(file), SqliteSession::close));
		return use(sessions, work);
	}

	private <T extends @Nullable Object> T move(Move move, Function<SqliteMove, T> work) {
		requireOpen();
		SqliteFile source = file(move.from());
		SqliteFile target = file(move.to());
		Leases<SqliteMove> moves = this.movers.computeIfAbsent(move.from() + ">" + move.to(),
				(key) -> new Leases<>("Moves from '" + move.from() + "' to '" + move.to() + "'", 1, this.busyTimeout,
						() -> SqliteMove.open(source, target, SqliteMove.Turns.NONE), SqliteMove::close));
		return use(moves, work);
	}

	/** Another thread may have closed the adapter since these were made. */
	private <R, T extends @Nullable Object> T use(Leases<R> leases, Function<R, T> work) {
		if (this.closed) {
			leases.close();
		}
		return leases.use(work);
	}

	private SqliteFile file(String handle) {
		return new SqliteFile(handle, this.handles.file(handle), this.busyTimeout);
	}

	private void requireOpen() {
		this.guard.requireOutside();
		if (this.closed) {
			throw new DataException(DataProblem.CLOSED, "The adapter is closed");
		}
	}

	/**
	 * Closes all connections. Those that are in use are closed when their operations end,
	 * for which this waits up to five seconds.
	 * @throws IllegalStateException within a transaction
	 */
	@Override
	public void close() {
		this.guard.requireOutside();
		this.closed = true;
		this.readers.values().forEach(Leases::close);
		this.writers.values().forEach(Leases::close);
		this.movers.values().forEach(Leases::close);
	}

}
