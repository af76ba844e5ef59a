package io.isolatedworkers.sample.worker.archive;

import org.jspecify.annotations.Nullable;

/**
 * What to archive.
 *
 * @param taskId names the task for all time; letters, digits and {@code -}, at most 64
 * @param collection the collection whose rows are moved
 * @param mode what to do with them
 * @param batchSize how many rows at once, from 1 to 20,000
 * @param orderBy the column whose least values go first, {@code null} for the id
 */
public record ArchiveTask(String taskId, String collection, Mode mode, int batchSize, @Nullable String orderBy) {

	/**
	 * What to do with rows.
	 */
	public enum Mode {

		/** Move them to the archive. */
		ARCHIVE,

		/** Move them from the archive back. */
		RESTORE,

		/** Count what would be archived, and change nothing. */
		DRY_RUN

	}

}
