package io.isolatedworkers.data;

/**
 * What can go wrong with data. The name of a constant is the code that travels.
 */
public enum DataProblem {

	/** No file is configured under the handle, or there is no such file. */
	UNKNOWN_HANDLE,

	/** The file has no such collection. */
	UNKNOWN_COLLECTION,

	/**
	 * A name does not match {@code [A-Za-z_][A-Za-z0-9_]{0,62}}, or the collection has no
	 * such column.
	 */
	INVALID_IDENTIFIER,

	/** A value cannot be stored, or a limit is out of its range. */
	INVALID_VALUE,

	/** Two collections differ, or one lacks what the operation needs. */
	SCHEMA_MISMATCH,

	/** A constraint was violated, such as a second row with the same id. */
	CONFLICT,

	/** The row has another version than expected. */
	STALE_VERSION,

	/** Others use the file for too long. Trying again may help. */
	BUSY,

	/** No space is left. Trying again helps once there is. */
	DISK_FULL,

	/** The file is no database, or a damaged one. */
	CORRUPT,

	/** The file, or its directory, cannot be written. */
	READ_ONLY,

	/** The adapter is closed. */
	CLOSED,

	/** Anything else that the database reports; the message holds its words. */
	FAILED;

	/**
	 * Whether the same operation may succeed later without anybody's doing.
	 * @return {@code true} for {@link #BUSY}
	 */
	public boolean isRetryable() {
		return this == BUSY;
	}

}
