package io.isolatedworkers.driver.process;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Makes files that only this user can read.
 */
final class PrivateFile {

	private PrivateFile() {
	}

	/**
	 * Makes an empty file. Nothing may be at the path.
	 */
	static Path create(Path path) throws IOException {
		FileAttribute<?>[] permissions = FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
				? new FileAttribute<?>[] {
						PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")) }
				: new FileAttribute<?>[0];
		return Files.createFile(path, permissions);
	}

}
