package io.isolatedworkers.sample.worker.archive;

import java.nio.file.AccessDeniedException;
import java.sql.SQLException;

import io.isolatedworkers.data.DataException;
import io.isolatedworkers.data.DataProblem;

/**
 * Gives what goes wrong outside the data adapter the codes of the adapter.
 */
final class Problems {

	private Problems() {
	}

	static DataException of(Exception cause, String what) {
		return new DataException(problem(cause), what + ": " + cause.getMessage(), cause);
	}

	private static DataProblem problem(Exception cause) {
		if (cause instanceof AccessDeniedException) {
			return DataProblem.READ_ONLY;
		}
		if (!(cause instanceof SQLException sql)) {
			return DataProblem.FAILED;
		}
		// SQLite's primary result codes; extended ones have them in their lowest byte
		return switch (sql.getErrorCode() & 0xff) {
			case 5, 6 -> DataProblem.BUSY;
			case 8, 14 -> DataProblem.READ_ONLY;
			case 11, 26 -> DataProblem.CORRUPT;
			case 13 -> DataProblem.DISK_FULL;
			default -> DataProblem.FAILED;
		};
	}

}
