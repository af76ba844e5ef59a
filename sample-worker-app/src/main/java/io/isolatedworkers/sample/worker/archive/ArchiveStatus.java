package io.isolatedworkers.sample.worker.archive;

import org.jspecify.annotations.Nullable;

/**
 * Where a task stands.
 *
 * @param taskId the task's id
 * @param collection its collection
 * @param mode what it does
 * @param state how far it is
 * @param archived how many rows were moved; of a dry run, how many would be
 * @param total how many rows there were to move when the task began
 * @param conflicts how many rows stay where they are because the other side has the same
 * id with other content
 * @param durationMillis for how long it ran, in milliseconds, pauses not included
 * @param code why it failed, {@code null} unless it did
 * @param message why it failed and what to do, {@code null} unless it did
 */
public record ArchiveStatus(String taskId, String collection, ArchiveTask.Mode mode, State state, long archived,
		long total, long conflicts, long durationMillis, @Nullable String code, @Nullable String message) {

	/**
	 * How far a task is.
	 */
	public enum State {

		/** It waits for its turn. */
		PENDING,

		/** Rows are being moved. */
		RUNNING,

		/** It waits to be resumed. */
		PAUSED,

		/** All rows are moved, but for conflicts. */
		DONE,

		/** It cannot go on until somebody mends what is wrong and resumes it. */
		FAILED,

		/** It was given up. */
		CANCELLED;

		/**
		 * Whether nothing more will happen.
		 * @return {@code true} for {@link #DONE} and {@link #CANCELLED}
		 */
		public boolean isEnd() {
			return this == DONE || this == CANCELLED;
		}

	}

}
