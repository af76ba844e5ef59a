package io.isolatedworkers.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The list of copies whose originals may still be there: the SQL of two tables in the
 * target, written together with the copies and cleared after the deletion. Only what is
 * listed may be taken back. That is how a copy of our own that became outdated is told
 * from a row that was there before.
 * <p>
 * Batches are {@code settled} together with the deletion, and the target is committed
 * first. So who finds a copy that is not settled knows that no move has deleted its
 * original: if that differs, it is a newer version. A settled one may be all that is left
 * of a row whose id was given away again; it is never taken back.
 * <p>
 * A row of a collection is on one list at most, that of the last batch that took it up.
 */
final class MoveList {

	/** The batches under way. No id is used twice, so nobody changes another's batch. */
	static final String BATCHES = "move_batches";

	/** Their rows. */
	static final String COPIES = "move_copies";

	static final String CREATE_BATCHES = "CREATE TABLE IF NOT EXISTS main." + BATCHES
			+ " (id INTEGER PRIMARY KEY AUTOINCREMENT, collection TEXT NOT NULL, source TEXT NOT NULL,"
			+ " settled INTEGER NOT NULL DEFAULT 0)";

	static final String CREATE_COPIES = "CREATE TABLE IF NOT EXISTS main." + COPIES
			+ " (batch INTEGER NOT NULL, row_id NOT NULL, PRIMARY KEY (batch, row_id)) WITHOUT ROWID";

	/** Batches and their rows, to be joined. */
	static final String LISTED = "main." + BATCHES + " b CROSS JOIN main." + COPIES + " p ON p.batch = b.id";

	private static final String OF_COLLECTION = "batch IN (SELECT id FROM main." + BATCHES + " WHERE collection = ?)";

	private static final String OF_SOURCE = "batch IN (SELECT id FROM main." + BATCHES
			+ " WHERE collection = ? AND source = ?)";

	private final String from;

	private final String collection;

	private final TableSchema source;

	private final TableSchema target;

	MoveList(Move move, TableSchema source, TableSchema target) {
		this.from = move.from();
		this.collection = move.collection().toLowerCase(Locale.ROOT);
		this.source = source;
		this.target = target;
	}

	/** The collection's name in the lists. */
	String collection() {
		return this.collection;
	}

	MoveSql begin() {
		return sql("INSERT INTO main.", BATCHES, " (collection, source) VALUES (?, ?)").with(this.collection,
				this.from);
	}

	/** For a batch whose rows were all copied. */
	MoveSql listAll(long batch) {
		return sql("INSERT INTO main.", COPIES, " (batch, row_id) SELECT ?, k.id FROM ", MovePlan.PICK, " k")
			.with(batch);
	}

	/**
	 * For one that is still to be copied: rows that are there already are not its own.
	 */
	MoveSql listMissing(long batch) {
		return sql("INSERT INTO main.", COPIES, " (batch, row_id) SELECT ?, k.id FROM ", MovePlan.PICK,
				" k WHERE NOT EXISTS (SELECT 1 FROM ", this.target.table(), " c WHERE c.", this.target.id(), " = k.id)")
			.with(batch);
	}

	/** Others had these rows on their lists, but not in the target. */
	MoveSql forgetElsewhere(long batch) {
		return sql("DELETE FROM main.", COPIES, " WHERE batch <> ? AND ", OF_COLLECTION,
				" AND row_id IN (SELECT row_id FROM main.", COPIES, " WHERE batch = ?)")
			.with(batch, this.collection, batch);
	}

	MoveSql countBatches() {
		return sql("SELECT count(*) FROM main.", BATCHES, " WHERE collection = ?").with(this.collection);
	}

	/** Forgets copies whose originals are gone. */
	MoveSql forgetFinished() {
		return forgetWithout(this.source);
	}

	MoveSql forgetTakenBack() {
		return forgetWithout(this.target);
	}

	private MoveSql forgetWithout(TableSchema table) {
		return sql("DELETE FROM main.", COPIES, " AS p WHERE ", OF_SOURCE, " AND NOT EXISTS (SELECT 1 FROM ",
				table.table(), " t WHERE t.", table.id(), " = p.row_id)")
			.with(this.collection, this.from);
	}

	/** Forgets batches of which nothing is left, whosesoever they were. */
	MoveSql forgetEmpty() {
		return sql("DELETE FROM main.", BATCHES, " AS b WHERE collection = ? AND NOT EXISTS (SELECT 1 FROM main.",
				COPIES, " p WHERE p.batch = b.id)")
			.with(this.collection);
	}

	/**
	 * From here on nobody may take the batch's rows back, for their originals are
	 * deleted. Does nothing if other batches are under way, for then any of the rows may
	 * have got on their lists.
	 */
	MoveSql settleAlone(long batch) {
		return sql("UPDATE main.", BATCHES, " SET settled = 1 WHERE id = ? AND NOT EXISTS (SELECT 1 FROM main.",
				BATCHES, " o WHERE o.collection = ? AND o.id <> ?)")
			.with(batch, this.collection, batch);
	}

	/**
	 * The same row by row, in these three steps. Rows that the target had before are
	 * listed for it too, so that this always writes to the target: then its commit has
	 * all of them on the disk before the source's has.
	 */
	List<MoveSql> settle(long batch) {
		String same = "SELECT id FROM " + MovePlan.PICK + " WHERE state = " + MovePlan.SAME;
		return List.of(
				sql("DELETE FROM main.", COPIES, " WHERE ", OF_COLLECTION, " AND row_id IN (", same, ")")
					.with(this.collection),
				sql("INSERT INTO main.", BATCHES, " (id, collection, source, settled) VALUES (?, ?, ?, 1)",
						" ON CONFLICT (id) DO UPDATE SET settled = 1")
					.with(batch, this.collection, this.from),
				sql("INSERT INTO main.", COPIES, " (batch, row_id) SELECT ?, s.id FROM (", same, ") s").with(batch));
	}

	MoveSql forgetOthers() {
		return forgetPicked(" WHERE state <> " + MovePlan.SAME);
	}

	MoveSql forgetPicked() {
		return forgetPicked("");
	}

	private MoveSql forgetPicked(String which) {
		return sql("DELETE FROM main.", COPIES, " WHERE ", OF_COLLECTION, " AND row_id IN (SELECT id FROM ",
				MovePlan.PICK, which, ")")
			.with(this.collection);
	}

	/** To be followed by {@link #forgetEmpty()}. */
	MoveSql forget(long batch) {
		return sql("DELETE FROM main.", COPIES, " WHERE batch = ?").with(batch);
	}

	/** See {@link MovePlan#perBatch()}. */
	List<MoveSql> perBatch() {
		List<MoveSql> all = new ArrayList<>(List.of(listAll(0), listMissing(0), forgetElsewhere(0), forgetFinished(),
				forgetTakenBack(), settleAlone(0), forgetOthers(), forgetPicked(), forget(0), forgetEmpty()));
		all.addAll(settle(0));
		return all;
	}

	private static MoveSql sql(String... parts) {
		return MovePlan.sql(parts);
	}

}
