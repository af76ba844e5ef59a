package io.isolatedworkers.driver;

import java.nio.file.FileSystems;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * How files and directories are made that only this user can use. Give the attributes to
 * what makes them, so that there is no moment at which others can use them.
 */
public final class OwnerOnly {

	private static final boolean POSIX = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

	private OwnerOnly() {
	}

	/**
	 * Whether the system knows the permissions of POSIX. Where it does not, files and
	 * directories get what it gives by default.
	 * @return {@code true} if it does
	 */
	public static boolean isPosix() {
		return POSIX;
	}

	/**
	 * The attributes of a directory.
	 * @return mode 700, or none
	 */
	public static FileAttribute<?>[] directory() {
		return attributes("rwx------");
	}

	/**
	 * The attributes of a file.
	 * @return mode 600, or none
	 */
	public static FileAttribute<?>[] file() {
		return attributes("rw-------");
	}

	private static FileAttribute<?>[] attributes(String permissions) {
		return POSIX
				? new FileAttribute<?>[] {
						PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)) }
				: new FileAttribute<?>[0];
	}

}
