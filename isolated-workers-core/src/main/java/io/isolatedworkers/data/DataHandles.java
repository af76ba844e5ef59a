package io.isolatedworkers.data;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Which file each handle means. Immutable.
 *
 * @param files the files by handle
 */
public record DataHandles(Map<String, Path> files) {

	/** The handle of the data that are in use. */
	public static final String PRIMARY = "primary";

	/** The handle of the data that were moved away. */
	public static final String ARCHIVE = "archive";

	static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,62}");

	/**
	 * Checks names and files.
	 */
	public DataHandles {
		files = Map.copyOf(files);
		Map<Path, String> byFile = new LinkedHashMap<>();
		files.forEach((handle, file) -> {
			if (!IDENTIFIER.matcher(handle).matches()) {
				throw new DataException(DataProblem.INVALID_IDENTIFIER,
						"The handle '%s' is not made of at most 63 letters, digits and underscores".formatted(handle));
			}
			String other = byFile.putIfAbsent(file.toAbsolutePath().normalize(), handle);
			if (other != null) {
				throw new DataException(DataProblem.INVALID_VALUE,
						"The handles '%s' and '%s' mean the same file, %s".formatted(other, handle, file));
			}
		});
	}

	/**
	 * The usual two.
	 * @param primary the file of {@link #PRIMARY}
	 * @param archive the file of {@link #ARCHIVE}
	 * @return the handles
	 */
	public static DataHandles of(Path primary, Path archive) {
		return new DataHandles(Map.of(PRIMARY, primary, ARCHIVE, archive));
	}

	Path file(String handle) {
		Path file = this.files.get(handle);
		if (file == null) {
			throw new DataException(DataProblem.UNKNOWN_HANDLE, "No file is configured for the handle '%s', only for %s"
				.formatted(handle, new TreeSet<>(this.files.keySet())));
		}
		return file;
	}

}
