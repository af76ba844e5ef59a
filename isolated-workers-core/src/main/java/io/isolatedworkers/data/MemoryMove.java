package io.isolatedworkers.data;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A move between two handles in memory.
 */
final class MemoryMove {

	private static final List<String> CONFLICT_COLUMNS = List.of("id", "collection", "row_id", "detected_at");

	private final Move move;

	private final MemoryHandle from;

	private final MemoryHandle to;

	MemoryMove(Move move, MemoryHandle from, MemoryHandle to) {
		this.move = move;
		this.from = from;
		this.to = to;
		MemoryCollection source = from.read(move.collection());
		MemoryCollection target = to.read(move.collection());
		if (!keys(source.columns()).equals(keys(target.columns()))
				|| !source.idColumn().equalsIgnoreCase(target.idColumn())) {
			throw new DataException(DataProblem.SCHEMA_MISMATCH,
					"%s has the columns %s, %s has %s; rows cannot be moved between them".formatted(source,
							source.columns(), target, target.columns()));
		}
	}

	private static Set<String> keys(List<String> columns) {
		Set<String> keys = new HashSet<>();
		columns.forEach((column) -> keys.add(MemoryHandle.key(column)));
		return keys;
	}

	MoveResult run() {
		MemoryCollection source = this.from.write(this.move.collection());
		MemoryCollection target = this.to.write(this.move.collection());
		List<Row> picked = pick(this.move.batchSize());
		int moved = 0;
		for (Row row : picked) {
			Object id = DataChecks.id(row.value(source.idColumn()));
			Row other = target.get(id);
			if (other == null) {
				target.insert(row);
			}
			if (other == null || sameValues(row, other, target)) {
				source.delete(id);
				moved++;
			}
			else {
				listConflict(id);
			}
		}
		return new MoveResult(picked.size(), moved, 0, picked.size() - moved, Duration.ZERO);
	}

	long count() {
		return pick(Integer.MAX_VALUE).size();
	}

	private List<Row> pick(int limit) {
		MemoryCollection source = this.from.read(this.move.collection());
		Set<String> conflicts = new HashSet<>();
		if (this.to.has(MoveResult.CONFLICTS)) {
			MemoryCollection listed = this.to.read(MoveResult.CONFLICTS);
			listed.all().forEach((row) -> conflicts.add(String.valueOf(row.value("id"))));
		}
		return source.ordered(this.move.filter(), this.move.orderBy())
			.filter((row) -> !conflicts.contains(conflictId(DataChecks.id(row.value(source.idColumn())))))
			.limit(limit)
			.toList();
	}

	private static boolean sameValues(Row row, Row other, MemoryCollection target) {
		Row.Builder same = Row.builder();
		row.values().forEach((name, value) -> same.set(target.column(name), value));
		return same.build().equals(other);
	}

	private void listConflict(Object id) {
		if (!this.to.has(MoveResult.CONFLICTS)) {
			this.to.add(MoveResult.CONFLICTS, CONFLICT_COLUMNS);
		}
		this.to.write(MoveResult.CONFLICTS)
			.insert(Row.builder()
				.set("id", conflictId(id))
				.set("collection", this.move.collection())
				.set("row_id", id)
				.set("detected_at", Instant.now().toEpochMilli())
				.build());
	}

	private String conflictId(Object id) {
		String type = (id instanceof byte[]) ? "b" : (id instanceof String) ? "t" : "n";
		String text = (id instanceof byte[] bytes) ? java.util.HexFormat.of().formatHex(bytes) : id.toString();
		return MemoryHandle.key(this.move.collection()) + ":" + type + ":" + text;
	}

}
