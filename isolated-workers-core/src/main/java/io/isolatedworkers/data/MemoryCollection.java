package io.isolatedworkers.data;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The rows of one collection in memory. Whoever changes one changes a copy that nobody
 * else sees, see {@link MemoryHandle}.
 */
final class MemoryCollection {

	private final String handle;

	private final String name;

	private final List<String> columns;

	private final String idColumn;

	private final NavigableMap<Object, Row> rows;

	MemoryCollection(String handle, String name, List<String> columns) {
		this(handle, name, columns, new TreeMap<>(ValueOrder.INSTANCE));
	}

	private MemoryCollection(String handle, String name, List<String> columns, NavigableMap<Object, Row> rows) {
		this.handle = handle;
		this.name = name;
		this.columns = columns;
		this.idColumn = columns.get(0);
		this.rows = rows;
	}

	MemoryCollection copy() {
		return new MemoryCollection(this.handle, this.name, this.columns, new TreeMap<>(this.rows));
	}

	List<String> columns() {
		return this.columns;
	}

	String idColumn() {
		return this.idColumn;
	}

	List<Row> list(Query query) {
		Predicate<Row> filter = filter(query.filter(), 0);
		Comparator<Row> order = order(query);
		Row after = (query.after() != null) ? complete(query.after()) : null;
		if (after != null) {
			// Fails for a row that lacks one of the columns.
			order.compare(after, after);
		}
		return this.rows.values()
			.stream()
			.filter((row) -> filter.test(row) && (after == null || order.compare(row, after) > 0))
			.sorted(order)
			.limit(query.limit())
			.toList();
	}

	/** The row of before, with names as they are spelt here. */
	private Row complete(Row row) {
		Row.Builder complete = Row.builder();
		row.values().forEach((name, value) -> complete.set(find(name).orElse(name), value));
		return complete.build();
	}

	private Comparator<Row> order(Query query) {
		String orderBy = (query.orderBy() != null) ? column(query.orderBy()) : this.idColumn;
		Comparator<Row> order = Comparator.comparing((row) -> row.value(orderBy), ValueOrder.INSTANCE);
		order = order.thenComparing((row) -> row.value(this.idColumn), ValueOrder.INSTANCE);
		return query.descending() ? order.reversed() : order;
	}

	Collection<Row> all() {
		return this.rows.values();
	}

	/** The rows that fit, the least first. */
	Stream<Row> ordered(Filter filter, @Nullable String orderBy) {
		Query query = Query.all().where(filter);
		return this.rows.values()
			.stream()
			.filter(filter(filter, 0))
			.sorted(order((orderBy != null) ? query.ascendingBy(orderBy) : query));
	}

	long count(Filter filter) {
		return this.rows.values().stream().filter(filter(filter, 0)).count();
	}

	@Nullable Row get(Object id) {
		return this.rows.get(id);
	}

	void insert(Row row) {
		Set<String> given = names(row);
		Object id = given.contains(this.idColumn) ? complete(row).value(this.idColumn) : null;
		if (id == null) {
			throw new DataException(DataProblem.INVALID_VALUE,
					"%s: the new row has no id; set column '%s'".formatted(this, this.idColumn));
		}
		if (this.rows.containsKey(id)) {
			throw conflict();
		}
		Row complete = complete(row);
		Row.Builder stored = Row.builder();
		for (String column : this.columns) {
			stored.set(column, complete.has(column) ? complete.value(column) : null);
		}
		this.rows.put(id, stored.build());
	}

	boolean update(Object id, Row changes, @Nullable Long expectedVersion) {
		Set<String> names = names(changes);
		Row complete = complete(changes);
		if (names.contains(this.idColumn) && complete.value(this.idColumn) == null) {
			throw new DataException(DataProblem.INVALID_VALUE, "%s: an id cannot be null".formatted(this));
		}
		Optional<String> version = (expectedVersion != null) ? Optional.of(version(names)) : Optional.empty();
		Row row = this.rows.get(id);
		if (row == null) {
			return false;
		}
		if (expectedVersion != null && !expectedVersion.equals(row.value(version.orElseThrow()))) {
			throw DataChecks.stale(this.name, this.handle, id, row.value(version.orElseThrow()), expectedVersion);
		}
		Row.Builder changed = Row.builder();
		for (String column : this.columns) {
			changed.set(column, names.contains(column) ? complete.value(column) : row.value(column));
		}
		version.ifPresent((column) -> changed.set(column, Objects.requireNonNull(expectedVersion) + 1));
		replace(id, changed.build());
		return true;
	}

	private void replace(Object id, Row changed) {
		Object newId = Objects.requireNonNull(changed.value(this.idColumn));
		if (ValueOrder.INSTANCE.compare(id, newId) != 0 && this.rows.containsKey(newId)) {
			throw conflict();
		}
		this.rows.remove(id);
		this.rows.put(newId, changed);
	}

	private String version(Set<String> changed) {
		String version = find(TableSchema.VERSION).orElseThrow(() -> new DataException(DataProblem.SCHEMA_MISMATCH,
				"%s has no column '%s' to compare a version with".formatted(this, TableSchema.VERSION)));
		if (changed.contains(version)) {
			throw new DataException(DataProblem.INVALID_VALUE,
					"%s: column '%s' is counted, it cannot be among the changes".formatted(this, version));
		}
		return version;
	}

	boolean delete(Object id) {
		return this.rows.remove(id) != null;
	}

	private DataException conflict() {
		return new DataException(DataProblem.CONFLICT, "%s has another row with this id".formatted(this));
	}

	private Set<String> names(Row row) {
		Set<String> names = new LinkedHashSet<>();
		for (String name : row.columns()) {
			if (!names.add(column(name))) {
				throw new DataException(DataProblem.INVALID_VALUE,
						"Column '%s' of %s is there twice".formatted(name, this));
			}
		}
		return names;
	}

	String column(String name) {
		TableSchema.requireIdentifier(name, "column");
		return find(name).orElseThrow(() -> new DataException(DataProblem.INVALID_IDENTIFIER,
				"%s has no column '%s', only %s".formatted(this, name, this.columns)));
	}

	private Optional<String> find(String name) {
		return this.columns.stream().filter(name::equalsIgnoreCase).findFirst();
	}

	Predicate<Row> filter(Filter filter, int depth) {
		DataChecks.depth(depth);
		if (filter instanceof Filter.Comparison comparison) {
			String column = column(comparison.column());
			return (row) -> fits(row.value(column), comparison.operator(), comparison.value());
		}
		if (filter instanceof Filter.In in) {
			String column = column(in.column());
			return (row) -> in.values()
				.stream()
				.anyMatch((value) -> ValueOrder.INSTANCE.compare(row.value(column), value) == 0);
		}
		if (filter instanceof Filter.Both both) {
			return filter(both.first(), depth + 1).and(filter(both.second(), depth + 1));
		}
		if (filter instanceof Filter.Either either) {
			return filter(either.first(), depth + 1).or(filter(either.second(), depth + 1));
		}
		return (row) -> true;
	}

	private static boolean fits(@Nullable Object value, Filter.Operator operator, @Nullable Object other) {
		int order = ValueOrder.INSTANCE.compare(value, other);
		return switch (operator) {
			case EQUAL -> order == 0;
			case NOT_EQUAL -> order != 0;
			case LESS -> comparable(value, other) && order < 0;
			case AT_MOST -> comparable(value, other) && order <= 0;
			case GREATER -> comparable(value, other) && order > 0;
			case AT_LEAST -> comparable(value, other) && order >= 0;
		};
	}

	private static boolean comparable(@Nullable Object value, @Nullable Object other) {
		return value != null && other != null;
	}

	@Override
	public String toString() {
		return "Collection '%s' of handle '%s'".formatted(this.name, this.handle);
	}

}
