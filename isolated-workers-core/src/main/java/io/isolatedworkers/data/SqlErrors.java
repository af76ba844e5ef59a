package io.isolatedworkers.data;

import java.sql.SQLException;
import java.util.Locale;

/**
 * Turns what SQLite reports into problems that callers can tell apart.
 */
final class SqlErrors {

	private static final int ERROR = 1;

	private static final int PERM = 3;

	private static final int BUSY = 5;

	private static final int LOCKED = 6;

	private static final int READONLY = 8;

	private static final int IOERR = 10;

	private static final int CORRUPT = 11;

	private static final int FULL = 13;

	private static final int CANTOPEN = 14;

	private static final int PROTOCOL = 15;

	private static final int SCHEMA = 17;

	private static final int TOOBIG = 18;

	private static final int CONSTRAINT = 19;

	private static final int MISMATCH = 20;

	private static final int RANGE = 25;

	private static final int NOTADB = 26;

	private SqlErrors() {
	}

	/**
	 * Makes the exception for callers.
	 * @param ex what SQLite reported
	 * @param what what was not done, with handle and collection
	 * @return the exception, to be thrown
	 */
	static DataException translate(SQLException ex, String what) {
		String words = String.valueOf(ex.getMessage());
		DataProblem problem = problem(ex.getErrorCode() & 0xff, words);
		return new DataException(problem, "%s: %s%s".formatted(what, words, advice(problem)), ex);
	}

	static boolean isBusy(SQLException ex) {
		return (ex.getErrorCode() & 0xff) == BUSY;
	}

	private static DataProblem problem(int code, String words) {
		return switch (code) {
			case BUSY, LOCKED, PROTOCOL -> DataProblem.BUSY;
			case FULL -> DataProblem.DISK_FULL;
			// The file that connections share in WAL mode could not grow.
			case IOERR -> words.contains("SQLITE_IOERR_SHMSIZE") ? DataProblem.DISK_FULL : DataProblem.FAILED;
			case CORRUPT, NOTADB -> DataProblem.CORRUPT;
			case READONLY, CANTOPEN, PERM -> DataProblem.READ_ONLY;
			case CONSTRAINT ->
				words.contains("SQLITE_CONSTRAINT_DATATYPE") ? DataProblem.INVALID_VALUE : DataProblem.CONFLICT;
			case TOOBIG, MISMATCH, RANGE -> DataProblem.INVALID_VALUE;
			case SCHEMA -> DataProblem.SCHEMA_MISMATCH;
			// Names were checked against the schema, so it changed after that.
			case ERROR -> schemaChanged(words) ? DataProblem.SCHEMA_MISMATCH : DataProblem.FAILED;
			default -> DataProblem.FAILED;
		};
	}

	private static boolean schemaChanged(String words) {
		String lower = words.toLowerCase(Locale.ROOT);
		return lower.contains("no such table") || lower.contains("no such column")
				|| lower.contains("has no column named") || lower.contains("values for");
	}

	private static String advice(DataProblem problem) {
		return switch (problem) {
			case BUSY -> ". Others keep the file locked; try again";
			case DISK_FULL -> ". No row is lost; make room and try again";
			case CORRUPT -> ". The file is damaged or no database; restore it, nothing else helps";
			case READ_ONLY -> ". The file and its directory must be writable for this user";
			case SCHEMA_MISMATCH -> ". The schema was changed meanwhile; try again with its present columns";
			default -> "";
		};
	}

}
