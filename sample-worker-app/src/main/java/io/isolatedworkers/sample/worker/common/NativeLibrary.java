package io.isolatedworkers.sample.worker.common;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the SQLite driver unpacks its native library: by default among the system's
 * temporary files, where that of each killed process stays for good, a megabyte each.
 */
final class NativeLibrary {

	private static final String PROPERTY = "org.sqlite.tmpdir";

	private NativeLibrary() {
	}

	/**
	 * Has the library unpacked into a directory, and removes what processes before left
	 * there. A directory that the JVM was given already stays what it is, for those whose
	 * data are where nothing can be executed.
	 * @param directory a directory of this process alone, made if it does not exist
	 */
	static void unpackInto(Path directory) {
		if (System.getProperty(PROPERTY) != null) {
			return;
		}
		try {
			Files.createDirectories(directory);
			try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, "sqlite-*")) {
				for (Path file : left) {
					Files.delete(file);
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The worker cannot use the directory " + directory, ex);
		}
		System.setProperty(PROPERTY, directory.toString());
	}

}
