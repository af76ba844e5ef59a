package io.isolatedworkers.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Data without a file, for tests of what uses an adapter. Behaves as the others do, with
 * these exceptions: columns have no declared types, so that values are never converted;
 * there are no defaults and no constraints but the id; and each write copies its
 * collection, so that some ten thousand rows are the most that makes sense.
 */
public final class InMemoryDataAdapter implements DataAdapter {

	private final Map<String, Map<String, MemoryCollection>> handles;

	private final Map<String, ReentrantLock> writers = new ConcurrentHashMap<>();

	private final TransactionGuard guard = new TransactionGuard();

	private volatile boolean closed;

	private InMemoryDataAdapter(Map<String, Map<String, MemoryCollection>> handles) {
		this.handles = new ConcurrentHashMap<>(handles);
		handles.keySet().forEach((handle) -> this.writers.put(handle, new ReentrantLock(true)));
	}

	/**
	 * Returns a builder without collections.
	 * @return the builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	@Override
	public List<Row> list(String handle, String collection, Query query) {
		return view(handle).list(handle, collection, query);
	}

	@Override
	public Optional<Row> get(String handle, String collection, Object id) {
		return view(handle).get(handle, collection, id);
	}

	@Override
	public long count(String handle, String collection, Filter filter) {
		return view(handle).count(handle, collection, filter);
	}

	@Override
	public void insert(String handle, String collection, Row row) {
		write(handle, (data) -> {
			data.insert(handle, collection, row);
			return true;
		});
	}

	@Override
	public boolean update(String handle, String collection, Object id, Row changes) {
		return write(handle, (data) -> data.update(handle, collection, id, changes));
	}

	@Override
	public boolean update(String handle, String collection, Object id, Row changes, long expectedVersion) {
		return write(handle, (data) -> data.update(handle, collection, id, changes, expectedVersion));
	}

	@Override
	public boolean delete(String handle, String collection, Object id) {
		return write(handle, (data) -> data.delete(handle, collection, id));
	}

	@Override
	public int batch(String handle, List<? extends Change> changes) {
		return write(handle, (data) -> data.batch(handle, changes));
	}

	@Override
	public <T extends @Nullable Object> T transaction(String handle, DataWork<T> work) {
		return write(handle, (data) -> this.guard.run(handle, () -> work.run(data)));
	}

	@Override
	public MoveResult moveBatch(Move move) {
		List<String> both = List.copyOf(new TreeSet<>(List.of(move.from(), move.to())));
		return write(both.get(0), (first) -> write(both.get(1), (second) -> {
			boolean inOrder = both.get(0).equals(move.from());
			return new MemoryMove(move, inOrder ? first : second, inOrder ? second : first).run();
		}));
	}

	@Override
	public long countMovable(Move move) {
		return new MemoryMove(move, view(move.from()), view(move.to())).count();
	}

	@Override
	public void close() {
		this.guard.requireOutside();
		this.closed = true;
	}

	private MemoryHandle view(String handle) {
		this.guard.requireOutside();
		if (this.closed) {
			throw new DataException(DataProblem.CLOSED, "The adapter is closed");
		}
		Map<String, MemoryCollection> collections = this.handles.get(handle);
		if (collections == null) {
			throw new DataException(DataProblem.UNKNOWN_HANDLE,
					"No collection was declared for the handle '%s', only for %s".formatted(handle,
							new TreeSet<>(this.handles.keySet())));
		}
		return new MemoryHandle(handle, collections);
	}

	private <T extends @Nullable Object> T write(String handle, Function<MemoryHandle, T> work) {
		view(handle);
		ReentrantLock writer = this.writers.computeIfAbsent(handle, (key) -> new ReentrantLock(true));
		// The one lock that is held while a user's code runs: it is the transaction.
		writer.lock();
		try {
			MemoryHandle data = view(handle);
			try {
				T result = work.apply(data);
				this.handles.put(handle, data.commit());
				return result;
			}
			finally {
				data.end();
			}
		}
		finally {
			writer.unlock();
		}
	}

	/**
	 * Builds an {@link InMemoryDataAdapter}.
	 */
	public static final class Builder {

		private final Map<String, Map<String, MemoryCollection>> handles = new HashMap<>();

		private Builder() {
		}

		/**
		 * Declares a collection.
		 * @param handle where
		 * @param collection its name
		 * @param idColumn the column that is its id
		 * @param columns its other columns
		 * @return this builder
		 * @throws DataException with {@link DataProblem#INVALID_IDENTIFIER} for a name
		 * that is none
		 */
		public Builder collection(String handle, String collection, String idColumn, String... columns) {
			TableSchema.requireIdentifier(handle, "handle");
			TableSchema.requireIdentifier(collection, "collection");
			List<String> all = new ArrayList<>(Stream.concat(Stream.of(idColumn), Stream.of(columns)).toList());
			all.forEach((column) -> TableSchema.requireIdentifier(column, "column"));
			this.handles.computeIfAbsent(handle, (key) -> new HashMap<>())
				.put(MemoryHandle.key(collection), new MemoryCollection(handle, collection, List.copyOf(all)));
			return this;
		}

		/**
		 * Makes the adapter.
		 * @return the adapter
		 */
		public InMemoryDataAdapter build() {
			Map<String, Map<String, MemoryCollection>> copy = new HashMap<>();
			this.handles.forEach((handle, collections) -> copy.put(handle, Map.copyOf(collections)));
			return new InMemoryDataAdapter(copy);
		}

	}

}
