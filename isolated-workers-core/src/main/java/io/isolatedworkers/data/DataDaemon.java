package io.isolatedworkers.data;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Owns some files for all of a process: their connections, statements and schemas, and
 * one writer for each file. Writes of several threads that meet are committed together;
 * each is still done as a whole or not at all, and fails alone. Reads run beside each
 * other, and in WAL mode beside the writer.
 * <p>
 * Used through {@link DataDaemonAdapter}, any number of them. There is no thread: the
 * callers do the work, and take turns. Files are opened when they are first used. Safe
 * for use by several threads.
 */
public final class DataDaemon implements AutoCloseable {

	static final int READERS = 4;

	private static final ReentrantLock SHARED_LOCK = new ReentrantLock();

	private static final Map<Map<String, Path>, DataDaemon> SHARED = new HashMap<>();

	private final DataHandles handles;

	private final Duration busyTimeout;

	private final Map<String, Leases<SqliteSession>> readers = new ConcurrentHashMap<>();

	private final Map<String, DataDaemonWriter> writers = new ConcurrentHashMap<>();

	private final Map<String, Leases<SqliteMove>> movers = new ConcurrentHashMap<>();

	private final TransactionGuard guard = new TransactionGuard();

	private volatile boolean closed;

	/** Guarded by the lock of all that are shared. */
	private int users;

	private DataDaemon(DataHandles handles, Duration busyTimeout) {
		this.handles = handles;
		this.busyTimeout = busyTimeout;
	}

	/**
	 * A daemon of its own. There should be one for each file in a process; two are safe,
	 * but wait for each other like two processes.
	 * @param handles the files
	 * @return the daemon, to be closed by whoever opened it
	 */
	public static DataDaemon open(DataHandles handles) {
		return open(handles, SqliteFile.BUSY_TIMEOUT);
	}

	static DataDaemon open(DataHandles handles, Duration busyTimeout) {
		return new DataDaemon(handles, busyTimeout);
	}

	/** The daemon that all share who name the same files the same. */
	static DataDaemon share(DataHandles handles) {
		SHARED_LOCK.lock();
		try {
			DataDaemon daemon = SHARED.computeIfAbsent(key(handles), (key) -> open(handles));
			daemon.users++;
			return daemon;
		}
		finally {
			SHARED_LOCK.unlock();
		}
	}

	/** Ends one use of a shared daemon, and the daemon with the last of them. */
	void leave() {
		this.guard.requireOutside();
		SHARED_LOCK.lock();
		try {
			if (--this.users > 0) {
				return;
			}
			SHARED.values().remove(this);
		}
		finally {
			SHARED_LOCK.unlock();
		}
		close();
	}

	private static Map<String, Path> key(DataHandles handles) {
		Map<String, Path> key = new TreeMap<>();
		handles.files().forEach((handle, file) -> key.put(handle, real(file)));
		return key;
	}

	private static Path real(Path file) {
		try {
			return file.toRealPath();
		}
		catch (IOException ex) {
			return file.toAbsolutePath().normalize();
		}
	}

	<T extends @Nullable Object> T read(String handle, Function<SqliteSession, T> operation) {
		requireOpen();
		SqliteFile file = file(handle);
		return use(this.readers.computeIfAbsent(handle, (key) -> new Leases<>("Handle '" + key + "'", READERS,
				this.busyTimeout, () -> new SqliteSession(file), SqliteSession::close)), operation);
	}

	<T extends @Nullable Object> T write(String handle, Function<SqliteSession, T> operation) {
		requireOpen();
		return openWriter(handle).write(operation);
	}

	<T extends @Nullable Object> T transaction(String handle, DataWork<T> work) {
		requireOpen();
		return openWriter(handle).alone((session) -> {
			session.begin();
			try (SqliteTransaction transaction = new SqliteTransaction(handle, session)) {
				T result = this.guard.run(handle, () -> work.run(transaction));
				transaction.commit();
				return result;
			}
		});
	}

	<T> T move(Move move, Function<SqliteMove, T> operation) {
		requireOpen();
		SqliteFile source = file(move.from());
		SqliteFile target = file(move.to());
		return use(this.movers.computeIfAbsent(move.from() + ">" + move.to(),
				(key) -> new Leases<>("Moves from '" + move.from() + "' to '" + move.to() + "'", 1, this.busyTimeout,
						() -> SqliteMove.open(source, target, this::writeInTurn), SqliteMove::close)),
				operation);
	}

	/**
	 * In the order of names: two moves in opposite directions would else wait for each
	 * other.
	 */
	private void writeInTurn(List<String> handles, Runnable phase) {
		Supplier<@Nullable Void> work = () -> {
			phase.run();
			return null;
		};
		List<String> inOrder = new ArrayList<>(handles);
		inOrder.sort(null);
		for (String handle : inOrder) {
			Supplier<@Nullable Void> inner = work;
			work = () -> writer(handle).turn(inner);
		}
		work.get();
	}

	DataDaemonWriter writer(String handle) {
		SqliteFile file = file(handle);
		return this.writers.computeIfAbsent(handle,
				(key) -> new DataDaemonWriter(key, this.busyTimeout, () -> new SqliteSession(file)));
	}

	private DataDaemonWriter openWriter(String handle) {
		DataDaemonWriter writer = writer(handle);
		if (this.closed) {
			writer.close();
		}
		return writer;
	}

	/** Another thread may have closed the daemon since this was made. */
	private <R, T extends @Nullable Object> T use(Leases<R> leases, Function<R, T> operation) {
		if (this.closed) {
			leases.close();
		}
		return leases.use(operation);
	}

	private SqliteFile file(String handle) {
		return new SqliteFile(handle, this.handles.file(handle), this.busyTimeout);
	}

	private void requireOpen() {
		this.guard.requireOutside();
		if (this.closed) {
			throw new DataException(DataProblem.CLOSED, "The daemon is closed");
		}
	}

	void requireOutside() {
		this.guard.requireOutside();
	}

	/**
	 * Refuses new operations, with {@link DataProblem#CLOSED}, completes those that have
	 * come, and closes all files. Waits for that up to five seconds for each file; what
	 * takes longer closes its file itself when it ends. Idempotent.
	 * @throws IllegalStateException within a transaction
	 */
	@Override
	public void close() {
		this.guard.requireOutside();
		this.closed = true;
		// Moves first, for they need the writers' turns to come to their end.
		this.movers.values().forEach(Leases::close);
		this.writers.values().forEach(DataDaemonWriter::close);
		this.readers.values().forEach(Leases::close);
	}

}
