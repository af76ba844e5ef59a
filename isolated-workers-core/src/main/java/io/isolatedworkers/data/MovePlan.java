package io.isolatedworkers.data;

import java.util.ArrayList;
import java.util.List;

/**
 * The SQL of a move, in which {@code main} is the target and {@code src} the source.
 * <p>
 * Each batch is two transactions, because a commit over two files is atomic for each file
 * only: in the first the target gets copies, in the second the source loses what is equal
 * to its copy. In between, and after a kill, a row is in both files; the target's
 * {@link MoveList} says so.
 * <p>
 * Values are compared as stored: in binary, whatever collation a column has, and with
 * their types, for 1 and 1.0 are equal to SQLite.
 */
final class MovePlan {

	/** The rows of the batch, on this connection only and in memory. */
	static final String PICK = "temp.move_pick";

	static final String CREATE_PICK = "CREATE TEMP TABLE move_pick (rid INTEGER PRIMARY KEY, id, state INTEGER NOT NULL)";

	static final String CREATE_CONFLICTS = "CREATE TABLE IF NOT EXISTS main." + MoveResult.CONFLICTS
			+ " (id TEXT NOT NULL PRIMARY KEY, collection TEXT NOT NULL, row_id, detected_at INTEGER NOT NULL)";

	/**
	 * Writes nothing, but locks the target, and not the source as BEGIN IMMEDIATE would.
	 */
	static final MoveSql LOCK_TARGET = sql("DELETE FROM main.", MoveList.COPIES, " WHERE false");

	/** Picked, and nothing more is known. */
	private static final int PICKED = 0;

	/** Source and target hold the same. */
	static final int SAME = 1;

	/** The target holds another row of that id. */
	private static final int CONFLICT = 2;

	/** Another constraint of the target than the id's keeps the row out. */
	private static final int BLOCKED = 3;

	private static final int GROUP = 40;

	private final Move move;

	private final MoveList list;

	private final List<TableSchema> schemas;

	private final String source;

	private final String target;

	private final String id;

	private final String key;

	private final List<TableSchema.Column> columns;

	private final FilterSql filter;

	private final String order;

	MovePlan(Move move, TableSchema source, TableSchema target) {
		this.move = move;
		this.list = new MoveList(move, source, target);
		this.schemas = List.of(source, target);
		this.source = source.table();
		this.target = target.table();
		this.id = source.id();
		this.key = key(source);
		this.columns = source.columns().stream().filter((column) -> !column.generated()).toList();
		this.filter = FilterSql.of(move.filter(), source, "m.");
		String by = (move.orderBy() != null) ? source.quoted(move.orderBy()) : this.id;
		this.order = by.equals(this.id) ? "m." + by : "m." + by + ", m." + this.id;
	}

	/** The name of the rowid, unless columns hide it; then the id has to do. */
	private static String key(TableSchema schema) {
		if (!schema.withoutRowId()) {
			for (String name : List.of("rowid", "_rowid_", "oid")) {
				if (schema.find(name) == null) {
					return name;
				}
			}
		}
		return schema.id();
	}

	/** Whether another plan was made for the same columns. */
	boolean hasSchemasOf(MovePlan other) {
		return this.schemas.equals(other.schemas);
	}

	/** The list of copies. */
	MoveList list() {
		return this.list;
	}

	/** Takes back the copies of an interrupted batch whose originals have changed. */
	MoveSql takeBackOutdated() {
		return sql("DELETE FROM ", this.target, " WHERE ", this.key, " IN (SELECT c.", this.key, " FROM ",
				MoveList.LISTED, " CROSS JOIN ", this.source, " m ON m.", this.id, " = p.row_id CROSS JOIN ",
				this.target, " c ON c.", this.id, " = p.row_id WHERE b.collection = ? AND b.source = ? AND ",
				binary("m", "p.row_id"), " AND ", binary("c", "p.row_id"), " AND b.settled = 0 AND NOT (", same(), "))")
			.with(this.list.collection(), this.move.from());
	}

	MoveSql clearPick() {
		return sql("DELETE FROM ", PICK);
	}

	/**
	 * Picks rows for a batch.
	 * @param conflicts whether there are conflicts, which would be picked again
	 */
	MoveSql pick(boolean conflicts) {
		String rid = this.key.equals(this.id) ? "NULL" : "m." + this.key;
		return movable("INSERT INTO " + PICK + " (rid, id, state) SELECT " + rid + ", m." + this.id + ", " + PICKED,
				conflicts, " ORDER BY " + this.order + " LIMIT ?")
			.with((long) this.move.batchSize());
	}

	/** Counts what {@link #pick} would take up if there were no limit. */
	MoveSql count(boolean conflicts) {
		return movable("SELECT count(*)", conflicts, "");
	}

	private MoveSql movable(String what, boolean conflicts, String rest) {
		MoveSql sql = sql(what, " FROM ", this.source, " m WHERE ", this.filter.sql(),
				conflicts ? " AND " + notListed() : "", rest)
			.with(this.filter.values());
		return conflicts ? sql.with(this.list.collection()) : sql;
	}

	private String notListed() {
		return "NOT EXISTS (SELECT 1 FROM main." + MoveResult.CONFLICTS + " x WHERE x.id = " + listId("m." + this.id)
				+ ")";
	}

	/** Quoted, for 1 and '1' can be two ids; but quote() ends a text at its first NUL. */
	private static String listId(String rowId) {
		return "? || ':' || iif(typeof(%1$s) = 'text' AND instr(%1$s, char(0)), 'text ' || hex(%1$s), quote(%1$s))"
			.formatted(rowId);
	}

	/**
	 * Copies. What is in the way stays, be it a row of the same id or one that has the
	 * same value in another unique column; every other failure ends the batch, which
	 * {@code OR IGNORE} would hide.
	 */
	MoveSql copy() {
		return sql("INSERT INTO ", this.target, " (", names(""), ") SELECT ", names("m."), " FROM ", PICK,
				" k CROSS JOIN ", this.source, " m ON ", original(), " WHERE true ON CONFLICT DO NOTHING");
	}

	MoveSql markBlocked() {
		return sql("UPDATE ", PICK, " AS k SET state = " + BLOCKED + " WHERE NOT EXISTS (SELECT 1 FROM ", this.target,
				" c WHERE c.", this.id, " = k.id)");
	}

	MoveSql markSame() {
		return sql("UPDATE ", PICK, " AS k SET state = " + SAME + " WHERE EXISTS (SELECT 1 FROM ", this.source,
				" m CROSS JOIN ", this.target, " c ON c.", this.id, " = k.id WHERE ", original(), " AND ",
				binary("m", "k.id"), " AND ", same(), ")");
	}

	/** Writes nothing. */
	MoveSql lockSource() {
		return sql("DELETE FROM ", this.source, " WHERE false");
	}

	MoveSql deleteSame() {
		String picked = this.key.equals(this.id) ? "id" : "rid";
		return sql("DELETE FROM ", this.source, " WHERE ", this.key, " IN (SELECT ", picked, " FROM ", PICK,
				" WHERE state = " + SAME + ")");
	}

	MoveSql markConflicts() {
		return sql("UPDATE ", PICK,
				" AS k SET state = " + CONFLICT + " WHERE state <> " + SAME + " AND EXISTS (SELECT 1 FROM ",
				this.source, " m WHERE ", original(), " AND ", binary("m", "k.id"),
				") AND (state = " + BLOCKED + " OR EXISTS (SELECT 1 FROM ", this.target, " c WHERE c.", this.id,
				" = k.id) AND NOT EXISTS (SELECT 1 FROM ", MoveList.LISTED,
				" AND p.row_id = k.id WHERE b.collection = ? AND b.settled = 0))")
			.with(this.list.collection());
	}

	MoveSql listConflicts(long now) {
		return sql("INSERT INTO main.", MoveResult.CONFLICTS, " (id, collection, row_id, detected_at) SELECT ",
				listId("k.id"), ", ?, k.id, ? FROM ", PICK,
				" k WHERE k.state = " + CONFLICT + " ON CONFLICT (id) DO NOTHING")
			.with(this.list.collection(), this.list.collection(), now);
	}

	/**
	 * Takes back the batch's own copies, but of rows that are the same. Others may have
	 * finished a row meanwhile; then it is not listed any more, and its copy stays.
	 */
	MoveSql takeBackCopies() {
		return sql("DELETE FROM ", this.target, " WHERE ", this.key, " IN (SELECT c.", this.key, " FROM ", PICK,
				" k CROSS JOIN ", MoveList.LISTED, " AND p.row_id = k.id CROSS JOIN ", this.target, " c ON c.", this.id,
				" = k.id WHERE b.collection = ? AND b.settled = 0 AND k.state <> " + SAME + " AND ",
				binary("c", "k.id"), ")")
			.with(this.list.collection());
	}

	/** The plans of these must not read a whole table for each batch. */
	List<MoveSql> perBatch() {
		List<MoveSql> all = new ArrayList<>(
				List.of(pick(true), pick(false), copy(), markSame(), deleteSame(), markConflicts(), takeBackCopies()));
		all.addAll(this.list.perBatch());
		return all;
	}

	private String original() {
		return this.key.equals(this.id) ? "m." + this.id + " = k.id" : "m." + this.key + " = k.rid";
	}

	private String binary(String table, String value) {
		return table + "." + this.id + " IS " + value + " COLLATE BINARY";
	}

	/** In groups, for SQLite limits how deep a condition may be. */
	private String same() {
		List<String> groups = new ArrayList<>();
		for (int i = 0; i < this.columns.size(); i += GROUP) {
			List<TableSchema.Column> group = this.columns.subList(i, Math.min(i + GROUP, this.columns.size()));
			groups.add(String.join(" AND ", group.stream().map(MovePlan::same).toList()));
		}
		return "(" + String.join(") AND (", groups) + ")";
	}

	private static String same(TableSchema.Column column) {
		String values = "m.%1$s IS c.%1$s COLLATE BINARY";
		String types = column.mixesNumbers() ? " AND typeof(m.%1$s) = typeof(c.%1$s)" : "";
		return (values + types).formatted(column.quoted());
	}

	private String names(String prefix) {
		return String.join(", ", this.columns.stream().map((column) -> prefix + column.quoted()).toList());
	}

	static MoveSql sql(String... parts) {
		return new MoveSql(String.join("", parts), List.of());
	}

}
