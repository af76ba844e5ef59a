package io.isolatedworkers.data;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * The collections of one handle in memory, as everybody sees them, or a transaction's
 * view of them: it changes copies, which replace the others when it is committed.
 */
final class MemoryHandle extends TransactionOperations {

	private final Map<String, MemoryCollection> collections;

	private final Map<String, MemoryCollection> changed = new HashMap<>();

	MemoryHandle(String handle, Map<String, MemoryCollection> collections) {
		super(handle);
		this.collections = collections;
	}

	/** The collections as they are with all changes. */
	Map<String, MemoryCollection> commit() {
		end();
		Map<String, MemoryCollection> all = new HashMap<>(this.collections);
		all.putAll(this.changed);
		return Map.copyOf(all);
	}

	static String key(String collection) {
		return collection.toLowerCase(Locale.ROOT);
	}

	boolean has(String collection) {
		return this.changed.containsKey(key(collection)) || this.collections.containsKey(key(collection));
	}

	void add(String collection, List<String> columns) {
		this.changed.put(key(collection), new MemoryCollection(handle(), collection, columns));
	}

	MemoryCollection read(String collection) {
		TableSchema.requireIdentifier(collection, "collection");
		MemoryCollection found = this.changed.get(key(collection));
		found = (found != null) ? found : this.collections.get(key(collection));
		if (found == null) {
			throw new DataException(DataProblem.UNKNOWN_COLLECTION,
					"Handle '%s' has no collection '%s'".formatted(handle(), collection));
		}
		return found;
	}

	MemoryCollection write(String collection) {
		MemoryCollection found = read(collection);
		return this.changed.computeIfAbsent(key(collection), (key) -> found.copy());
	}

	@Override
	public List<Row> list(String handle, String collection, Query query) {
		require(handle);
		return read(collection).list(query);
	}

	@Override
	public Optional<Row> get(String handle, String collection, Object id) {
		require(handle);
		return Optional.ofNullable(read(collection).get(DataChecks.id(id)));
	}

	@Override
	public long count(String handle, String collection, Filter filter) {
		require(handle);
		return read(collection).count(filter);
	}

	@Override
	public void insert(String handle, String collection, Row row) {
		require(handle);
		write(collection).insert(row);
	}

	@Override
	public boolean update(String handle, String collection, Object id, Row changes) {
		return update(collection, id, changes, null, handle);
	}

	@Override
	public boolean update(String handle, String collection, Object id, Row changes, long expectedVersion) {
		return update(collection, id, changes, expectedVersion, handle);
	}

	private boolean update(String collection, Object id, Row changes, @Nullable Long expectedVersion, String handle) {
		require(handle);
		return write(collection).update(DataChecks.id(id), changes, expectedVersion);
	}

	@Override
	public boolean delete(String handle, String collection, Object id) {
		require(handle);
		return write(collection).delete(DataChecks.id(id));
	}

	@Override
	public int batch(String handle, List<? extends Change> changes) {
		require(handle);
		DataChecks.batch(changes);
		Map<String, MemoryCollection> before = new HashMap<>();
		this.changed.forEach((key, collection) -> before.put(key, collection.copy()));
		try {
			int count = 0;
			for (Change change : changes) {
				count += change(handle, change) ? 1 : 0;
			}
			return count;
		}
		catch (RuntimeException | Error ex) {
			this.changed.clear();
			this.changed.putAll(before);
			throw ex;
		}
	}

	private boolean change(String handle, Change change) {
		if (change instanceof Change.Insert insert) {
			insert(handle, insert.collection(), insert.row());
			return true;
		}
		if (change instanceof Change.Update update) {
			return update(handle, update.collection(), update.id(), update.changes());
		}
		Change.Delete delete = (Change.Delete) change;
		return delete(handle, delete.collection(), delete.id());
	}

}
