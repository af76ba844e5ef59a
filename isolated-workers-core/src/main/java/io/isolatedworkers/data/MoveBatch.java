package io.isolatedworkers.data;

import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalInt;

import org.jspecify.annotations.Nullable;

/**
 * One batch of a move, in its two phases; {@link MovePlan} says what they are for.
 */
final class MoveBatch {

	private final SqliteMove mover;

	private final Move move;

	private final String failure;

	private @Nullable MovePlan plan;

	private String schemas = "";

	private long batch;

	/** Whether all rows that were picked are copies of this batch. */
	private boolean whole;

	private int picked;

	private int moved;

	private int conflicts;

	private long locked;

	MoveBatch(SqliteMove mover, Move move) {
		this.mover = mover;
		this.move = move;
		this.failure = "Rows of collection '%s' were not moved from '%s' to '%s'".formatted(move.collection(),
				move.from(), move.to());
	}

	MoveResult result() {
		return new MoveResult(this.picked, this.moved, this.picked - this.moved - this.conflicts, this.conflicts,
				Duration.ofNanos(this.locked));
	}

	int picked() {
		return this.picked;
	}

	int moved() {
		return this.moved;
	}

	/** The first phase. Writes the target only. */
	void copy() {
		run(() -> {
			this.mover.execute("PRAGMA main.synchronous = EXTRA");
			this.mover.execute("PRAGMA wal_autocheckpoint = 16000");
			makeTables();
			this.mover.execute("BEGIN");
			this.mover.update(MovePlan.LOCK_TARGET);
			// From here on the transaction sees one schema of each file.
			this.schemas = this.mover.schemas();
			this.mover.requireOrderOfCommits();
			MovePlan plan = this.mover.plan(this.move);
			this.plan = plan;
			boolean others = this.mover.number(plan.list().countBatches()) > 0;
			if (others) {
				forgetInterrupted(plan);
			}
			this.mover.update(plan.clearPick());
			this.picked = this.mover.update(plan.pick(this.mover.hasConflicts()));
			if (this.picked > 0) {
				copyPicked(plan);
				if (others) {
					this.mover.update(plan.list().forgetElsewhere(this.batch));
				}
			}
			this.mover.execute("COMMIT");
		});
	}

	/** Not for a move that is refused. */
	private void makeTables() throws SQLException {
		String sql = "SELECT count(*) FROM main.sqlite_schema WHERE name IN ('%s', '%s', '%s')"
			.formatted(MoveList.BATCHES, MoveList.COPIES, MoveResult.CONFLICTS);
		if (!"3".equals(this.mover.text(sql))) {
			this.mover.plan(this.move);
			this.mover.execute(MoveList.CREATE_BATCHES);
			this.mover.execute(MoveList.CREATE_COPIES);
			this.mover.execute(MovePlan.CREATE_CONFLICTS);
		}
	}

	private void forgetInterrupted(MovePlan plan) throws SQLException {
		this.mover.update(plan.list().forgetFinished());
		this.mover.update(plan.takeBackOutdated());
		this.mover.update(plan.list().forgetTakenBack());
		this.mover.update(plan.list().forgetEmpty());
	}

	/**
	 * As a rule the target has none of the rows, and to ask it for each of them costs
	 * half as much as copying them; so that is done only where some turn out to be there.
	 */
	private void copyPicked(MovePlan plan) throws SQLException {
		this.mover.update(plan.list().begin());
		this.batch = this.mover.lastInserted();
		this.mover.execute("SAVEPOINT copies");
		this.whole = this.mover.update(plan.copy()) == this.picked;
		if (this.whole) {
			this.mover.update(plan.list().listAll(this.batch));
			return;
		}
		this.mover.execute("ROLLBACK TO copies");
		int missing = this.mover.update(plan.list().listMissing(this.batch));
		if (this.mover.update(plan.copy()) < missing) {
			this.mover.update(plan.markBlocked());
			this.mover.update(plan.list().forgetTakenBack());
		}
	}

	/**
	 * The second phase. Writes both files, and compares with the target locked at least:
	 * a move in the other direction would else compare the same two rows and delete both.
	 * <p>
	 * SQLite commits the target first, and a kill may come before the source is
	 * committed. The list of copies is therefore cleared afterwards. What that writes
	 * need not reach the disk: without power the list would come back as it was, and rows
	 * on it without original are finished.
	 */
	void settle() {
		MovePlan plan = plan();
		run(() -> {
			this.mover.execute("PRAGMA wal_autocheckpoint = 0");
			long begin = System.nanoTime();
			OptionalInt compared = compareThenLock(plan);
			long start = compared.isPresent() ? System.nanoTime() : lockBoth(plan);
			int same = compared.isPresent() ? compared.getAsInt() : compare(plan);
			int deleted = this.mover.update(plan.deleteSame());
			if (deleted != same) {
				throw new SQLException("%d rows were compared, but %d deleted".formatted(same, deleted));
			}
			int differing = 0;
			if (same < this.picked) {
				differing = this.mover.update(plan.markConflicts());
				this.mover.update(plan.listConflicts(System.currentTimeMillis()));
				this.mover.update(plan.takeBackCopies());
				this.mover.update(plan.list().forgetOthers());
			}
			settleCopies(plan, this.whole && same == this.picked);
			this.mover.execute("COMMIT");
			this.locked = System.nanoTime() - (this.mover.takesTurns() ? begin : start);
			this.moved = same;
			this.conflicts = differing;
		});
		forgetCopies(plan);
	}

	/**
	 * Compares before the source is locked, so that others can write to it meanwhile. In
	 * WAL mode, SQLite locks no file that was written to since the transaction began to
	 * read it: what was compared is what is deleted.
	 * @return how many rows are the same, with both files locked; or nothing and no
	 * transaction, if others write to the source or it is not in WAL mode. SQLite does
	 * not wait for others where a transaction has begun to read
	 */
	private OptionalInt compareThenLock(MovePlan plan) throws SQLException {
		if (!this.mover.isWal("src")) {
			return OptionalInt.empty();
		}
		this.mover.execute("BEGIN");
		this.mover.update(MovePlan.LOCK_TARGET);
		int same = compare(plan);
		try {
			this.mover.update(plan.lockSource());
			return OptionalInt.of(same);
		}
		catch (SQLException ex) {
			if (!SqlErrors.isBusy(ex)) {
				throw ex;
			}
			this.mover.rollback();
			return OptionalInt.empty();
		}
	}

	/**
	 * In one order whichever is the target: two moves in opposite directions would else
	 * each hold what the other waits for, until one of them gives up.
	 * @return when the source was locked
	 */
	private long lockBoth(MovePlan plan) throws SQLException {
		this.mover.execute("BEGIN");
		if (!this.mover.isSourceFirst()) {
			this.mover.update(MovePlan.LOCK_TARGET);
		}
		this.mover.update(plan.lockSource());
		long start = System.nanoTime();
		if (this.mover.isSourceFirst()) {
			this.mover.update(MovePlan.LOCK_TARGET);
		}
		return start;
	}

	private int compare(MovePlan plan) throws SQLException {
		requireSameSchemas(plan);
		this.mover.requireOrderOfCommits();
		return this.mover.update(plan.markSame());
	}

	private void settleCopies(MovePlan plan, boolean all) throws SQLException {
		if (!all || this.mover.update(plan.list().settleAlone(this.batch)) == 0) {
			this.mover.update(plan.list().settle(this.batch));
		}
	}

	/** A column that was added meanwhile is neither copied nor compared. */
	private void requireSameSchemas(MovePlan plan) throws SQLException {
		// A VACUUM changes the version only.
		if (!this.mover.schemas().equals(this.schemas) && !this.mover.plan(this.move).hasSchemasOf(plan)) {
			throw new DataException(DataProblem.SCHEMA_MISMATCH,
					this.failure + ": the collection was changed meanwhile; try again");
		}
	}

	private void forgetCopies(MovePlan plan) {
		try {
			if (this.mover.isWal("main")) {
				this.mover.execute("PRAGMA main.synchronous = NORMAL");
			}
			this.mover.execute("BEGIN");
			this.mover.update(plan.list().forget(this.batch));
			this.mover.update(plan.list().forgetEmpty());
			this.mover.execute("COMMIT");
		}
		catch (SQLException ex) {
			// The next batch forgets what has no original.
			this.mover.rollback();
		}
	}

	/**
	 * A batch that failed leaves nothing. Where this fails too, the next call does it.
	 */
	void takeBack() {
		try {
			this.mover.execute("BEGIN");
			this.mover.update(plan().takeBackCopies());
			this.mover.update(plan().list().forgetPicked());
			this.mover.update(plan().list().forgetEmpty());
			this.mover.execute("COMMIT");
		}
		catch (SQLException ex) {
			this.mover.rollback();
		}
	}

	private MovePlan plan() {
		if (this.plan == null) {
			throw new IllegalStateException("The first phase comes first");
		}
		return this.plan;
	}

	private void run(Phase phase) {
		boolean done = false;
		try {
			phase.run();
			done = true;
		}
		catch (SQLException ex) {
			throw SqlErrors.translate(ex, this.failure);
		}
		finally {
			if (!done) {
				this.mover.rollback();
			}
		}
	}

	@FunctionalInterface
	private interface Phase {

		void run() throws SQLException;

	}

}
