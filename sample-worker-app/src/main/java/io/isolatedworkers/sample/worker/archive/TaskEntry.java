package io.isolatedworkers.sample.worker.archive;

import io.isolatedworkers.sample.worker.archive.ArchiveStatus.State;
import org.jspecify.annotations.Nullable;

/**
 * All that is known about a task, as the journal keeps it. Immutable; each method that
 * changes something returns a copy.
 *
 * @param task what was asked
 * @param turn tells which of two tasks comes first
 * @param state how far it is
 * @param wish what it is to become after its current batch, {@code null} for nothing
 * @param archived how many rows were moved
 * @param total how many rows there were when it first began, negative before
 * @param conflicts how many rows stay where they are
 * @param durationMillis for how long it ran
 * @param code why it failed
 * @param message why it failed, for people
 * @param ends how often it ended or failed; numbers its reports
 * @param reported whether the last of these is told, or stored to be
 * @param base what to count from after a kill, {@code null} unless it runs
 */
record TaskEntry(ArchiveTask task, long turn, State state, @Nullable State wish, long archived, long total,
		long conflicts, long durationMillis, @Nullable String code, @Nullable String message, int ends,
		boolean reported, @Nullable Base base) {

	/** A task that was just submitted. */
	static TaskEntry submitted(ArchiveTask task, long turn) {
		return new TaskEntry(task, turn, State.PENDING, null, 0, -1, 0, 0, null, null, 0, true, null);
	}

	String id() {
		return this.task.taskId();
	}

	/** Whether it waits for a mover or has one. */
	boolean isActive() {
		return this.state == State.PENDING || this.state == State.RUNNING;
	}

	ArchiveStatus status() {
		return new ArchiveStatus(id(), this.task.collection(), this.task.mode(), this.state, this.archived,
				Math.max(this.total, 0), this.conflicts, this.durationMillis, this.code, this.message);
	}

	TaskEntry pending(long turn) {
		return new TaskEntry(this.task, turn, State.PENDING, null, this.archived, this.total, this.conflicts,
				this.durationMillis, null, null, this.ends, this.reported, null);
	}

	TaskEntry running(long total, @Nullable Base base) {
		return new TaskEntry(this.task, this.turn, State.RUNNING, this.wish, this.archived, total, this.conflicts,
				this.durationMillis, null, null, this.ends, this.reported, base);
	}

	TaskEntry wishing(@Nullable State wish) {
		return new TaskEntry(this.task, this.turn, this.state, wish, this.archived, this.total, this.conflicts,
				this.durationMillis, this.code, this.message, this.ends, this.reported, this.base);
	}

	TaskEntry counted(long archived, long conflicts) {
		return new TaskEntry(this.task, this.turn, this.state, this.wish, archived, this.total, conflicts,
				this.durationMillis, this.code, this.message, this.ends, this.reported, this.base);
	}

	TaskEntry lasting(long millis) {
		return new TaskEntry(this.task, this.turn, this.state, this.wish, this.archived, this.total, this.conflicts,
				this.durationMillis + millis, this.code, this.message, this.ends, this.reported, this.base);
	}

	TaskEntry paused() {
		return new TaskEntry(this.task, this.turn, State.PAUSED, null, this.archived, this.total, this.conflicts,
				this.durationMillis, null, null, this.ends, this.reported, null);
	}

	/** Done or cancelled. */
	TaskEntry ended(State end) {
		return new TaskEntry(this.task, this.turn, end, null, this.archived, this.total, this.conflicts,
				this.durationMillis, null, null, this.ends + 1, false, null);
	}

	TaskEntry failed(String code, String message) {
		return new TaskEntry(this.task, this.turn, State.FAILED, null, this.archived, this.total, this.conflicts,
				this.durationMillis, code, message, this.ends + 1, false, null);
	}

	TaskEntry told() {
		return new TaskEntry(this.task, this.turn, this.state, this.wish, this.archived, this.total, this.conflicts,
				this.durationMillis, this.code, this.message, this.ends, true, this.base);
	}

	/**
	 * What was true when a task began to run, for it to count again after a kill.
	 *
	 * @param archived how many rows it had moved
	 * @param settled see {@link Tally#settled}
	 * @param conflicts how many rows it had met that stay
	 * @param listed how many conflicts were listed
	 */
	record Base(long archived, long settled, long conflicts, long listed) {
	}

}
