package io.isolatedworkers.pool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

import io.isolatedworkers.driver.DirectoryLock;
import io.isolatedworkers.driver.OwnerOnly;
import io.isolatedworkers.driver.WorkerAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where a pool keeps the addresses of its detached workers, so that the next host finds
 * them: a file of JSON each, in a directory that only this user can read, since an
 * address holds the worker's secret. One pool of one process uses a directory at a time.
 * Safe for use by several threads.
 */
public final class StateDirectory implements AutoCloseable {

	private static final String SUFFIX = ".worker.json";

	private static final String LOCK = "pool.lock";

	private final Path path;

	private final DirectoryLock lock;

	private StateDirectory(Path path, DirectoryLock lock) {
		this.path = path;
		this.lock = lock;
	}

	/**
	 * Makes the directory if it does not exist, and takes it for this process.
	 * @param path the directory
	 * @return the directory, held until it is closed or the process ends
	 * @throws IllegalStateException if others can read it, or another pool uses it
	 * @throws UncheckedIOException if it cannot be made or written to
	 */
	public static StateDirectory open(Path path) {
		try {
			makePrivate(path);
			DirectoryLock lock = DirectoryLock.tryLock(path, LOCK);
			if (lock == null) {
				throw new IllegalStateException(
						"The state directory %s is in use by another pool, of this process or of another; give each its own, or end the other process first"
							.formatted(path));
			}
			return new StateDirectory(path, lock);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The state directory %s cannot be used: %s".formatted(path, ex), ex);
		}
	}

	private static void makePrivate(Path path) throws IOException {
		if (!Files.isDirectory(path)) {
			Path parent = path.toAbsolutePath().getParent();
			if (parent != null) {
				Files.createDirectories(parent);
			}
			Files.createDirectory(path, OwnerOnly.directory());
		}
		if (OwnerOnly.isPosix()) {
			Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
			permissions.removeAll(PosixFilePermissions.fromString("rwx------"));
			if (!permissions.isEmpty()) {
				throw new IllegalStateException(
						"The state directory %s can be used by others (%s), and would hold the secrets of workers; take these rights away (chmod 700), or name a directory that does not exist yet"
							.formatted(path, PosixFilePermissions.toString(Files.getPosixFilePermissions(path))));
			}
		}
	}

	/**
	 * Finds the address of a worker.
	 * @param worker the worker's name
	 * @return the address, {@code null} if none is kept
	 * @throws IllegalArgumentException if the file is not an address
	 */
	@Nullable WorkerAddress find(String worker) {
		try {
			return WorkerAddress.parse(Files.readString(file(worker)));
		}
		catch (NoSuchFileException ex) {
			return null;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Keeps the address of a worker in place of an earlier one. */
	void save(String worker, WorkerAddress address) {
		Path complete = file(worker);
		Path draft = complete.resolveSibling(complete.getFileName() + ".new");
		try {
			// A host that dies meanwhile leaves the earlier address or this one, whole
			Files.writeString(draft, address.toJson());
			Files.move(draft, complete, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		}
		catch (IOException ex) {
			deleteQuietly(draft);
			throw new UncheckedIOException("The address of worker %s cannot be kept: %s".formatted(worker, ex), ex);
		}
	}

	private static void deleteQuietly(Path path) {
		try {
			Files.deleteIfExists(path);
		}
		catch (IOException ex) {
			// nobody reads it
		}
	}

	/** Forgets the address of a worker that is gone. */
	void remove(String worker) {
		try {
			Files.deleteIfExists(file(worker));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Path file(String worker) {
		return this.path.resolve(worker + SUFFIX);
	}

	/**
	 * Lets another pool use the directory. Idempotent.
	 */
	@Override
	public void close() {
		try {
			this.lock.close();
		}
		catch (IOException ex) {
			// the lock ends with the process
		}
	}

	@Override
	public String toString() {
		return this.path.toString();
	}

}
