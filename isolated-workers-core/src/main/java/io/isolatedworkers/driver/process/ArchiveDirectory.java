package io.isolatedworkers.driver.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.isolatedworkers.driver.OwnerOnly;
import org.jspecify.annotations.Nullable;

/**
 * Where archives are kept: a directory that only this user can use, since a worker runs
 * what is in an archive.
 */
final class ArchiveDirectory {

	/** An archive that is older is made anew, and removed if nobody does. */
	static final Duration MAX_AGE = Duration.ofDays(30);

	private static final String NAME = "isolated-workers";

	/** A file that a training run was to make; one that lasted has no owner any more. */
	private static final String UNFINISHED = ".new";

	private static final Duration MAX_TRAINING = Duration.ofHours(1);

	private ArchiveDirectory() {
	}

	/** The user's own, where nobody names another. */
	static Path usual() {
		String cache = System.getenv("XDG_CACHE_HOME");
		Path parent = (cache != null && Path.of(cache).isAbsolute()) ? Path.of(cache)
				: Path.of(System.getProperty("user.home"), ".cache");
		return parent.resolve(NAME);
	}

	/** Where a file is made before it is moved to its place. */
	static Path unfinished(Path file) {
		return file.resolveSibling("%s.%d%s".formatted(file.getFileName(), ProcessHandle.current().pid(), UNFINISHED));
	}

	/**
	 * Makes a directory unless it is there.
	 * @throws IOException if it cannot be made, or somebody else could write to it
	 */
	static void make(Path directory) throws IOException {
		if (!Files.isDirectory(directory)) {
			Path parent = directory.getParent();
			if (parent != null) {
				Files.createDirectories(parent);
			}
			Files.createDirectories(directory, OwnerOnly.directory());
		}
		if (!isPrivate(directory)) {
			throw new IOException("other users can write to " + directory);
		}
		if (!Files.isWritable(directory)) {
			throw new IOException(directory + " cannot be written to");
		}
	}

	/**
	 * Whether nobody but this user, or the system's administrator, can put files there.
	 */
	static boolean isPrivate(Path directory) {
		if (!OwnerOnly.isPosix()) {
			return true;
		}
		try {
			Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(directory);
			String owner = Files.getOwner(directory).getName();
			return !permissions.contains(PosixFilePermission.GROUP_WRITE)
					&& !permissions.contains(PosixFilePermission.OTHERS_WRITE)
					&& (owner.equals(System.getProperty("user.name")) || owner.equals("root"));
		}
		catch (IOException ex) {
			return false;
		}
	}

	/** When a file was made, {@code null} if it is not there. */
	static @Nullable Instant madeAt(Path file) {
		try {
			return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant();
		}
		catch (IOException ex) {
			return null;
		}
	}

	/** Whether a file is there and was made not long ago. */
	static boolean isFresh(Path file, Duration maxAge) {
		Instant made = madeAt(file);
		return made != null && made.isAfter(Instant.now().minus(maxAge));
	}

	/**
	 * Removes what nobody uses any more, and what others left of the archive that the
	 * calling thread, which has its lock, is about to make.
	 */
	static void sweep(Path directory, Path made) throws IOException {
		List<Path> all;
		try (Stream<Path> files = Files.list(directory)) {
			all = files.toList();
		}
		for (Path file : all) {
			String name = file.getFileName().toString();
			boolean unfinished = name.contains(UNFINISHED);
			if ((unfinished && name.startsWith(made.getFileName() + "."))
					|| !isFresh(file, unfinished ? MAX_TRAINING : MAX_AGE.multipliedBy(2))) {
				Files.deleteIfExists(file);
			}
		}
	}

}
