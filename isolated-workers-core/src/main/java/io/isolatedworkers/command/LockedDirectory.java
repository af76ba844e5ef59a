package io.isolatedworkers.command;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

import io.isolatedworkers.driver.DirectoryLock;
import io.isolatedworkers.driver.OwnerOnly;

/**
 * A directory that only its user can read and only one process uses at a time. What it
 * writes is there as a whole or not at all, whenever the process or the machine dies.
 */
final class LockedDirectory implements AutoCloseable {

	/** Files that are not finished; whoever opens the directory removes them. */
	static final String UNFINISHED = ".tmp";

	private final Path path;

	private final DirectoryLock lock;

	private LockedDirectory(Path path, DirectoryLock lock) {
		this.path = path;
		this.lock = lock;
	}

	/**
	 * Makes the directory if it is not there, and locks it.
	 * @throws IOException if it cannot be made or used, or another has it, with what to
	 * change
	 */
	static LockedDirectory open(Path directory) throws IOException {
		Files.createDirectories(directory, OwnerOnly.directory());
		Path path = directory.toRealPath();
		requirePrivate(path);
		DirectoryLock lock = DirectoryLock.tryLock(path, "lock");
		if (lock == null) {
			throw new IOException("another has the directory %s; give each its own, or end the other".formatted(path));
		}
		return new LockedDirectory(path, lock);
	}

	private static void requirePrivate(Path path) throws IOException {
		if (!OwnerOnly.isPosix()) {
			return;
		}
		String user = ProcessHandle.current().info().user().orElse(null);
		String owner = Files.getOwner(path).getName();
		if (user != null && !user.equals(owner)) {
			throw new IOException("the directory %s belongs to user %s, this process to user %s; choose another"
				.formatted(path, owner, user));
		}
		Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
		if (!PosixFilePermissions.fromString("rwx------").containsAll(permissions)) {
			throw new IOException("others than its user can use the directory %s (%s); chmod it to 700".formatted(path,
					PosixFilePermissions.toString(permissions)));
		}
	}

	Path path() {
		return this.path;
	}

	/**
	 * Writes a file that is on disk when this returns.
	 * @throws IOException if it cannot be; then there is none
	 */
	void write(String name, byte[] content) throws IOException {
		boolean interrupted = false;
		try {
			while (true) {
				try {
					writeOnce(name, content);
					return;
				}
				catch (ClosedByInterruptException ex) {
					// What is worth storing is worth it for who was interrupted, too
					interrupted = Thread.interrupted();
				}
			}
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private void writeOnce(String name, byte[] content) throws IOException {
		Path unfinished = this.path.resolve(name + UNFINISHED);
		Path complete = this.path.resolve(name);
		try {
			Files.deleteIfExists(unfinished);
			try (FileChannel out = FileChannel.open(unfinished,
					Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OwnerOnly.file())) {
				ByteBuffer rest = ByteBuffer.wrap(content);
				while (rest.hasRemaining()) {
					out.write(rest);
				}
				out.force(true);
			}
			Files.move(unfinished, complete, StandardCopyOption.ATOMIC_MOVE);
			force();
		}
		catch (IOException | RuntimeException ex) {
			delete(unfinished);
			delete(complete);
			throw ex;
		}
	}

	/** Makes the names of files as durable as their content. */
	private void force() throws IOException {
		if (OwnerOnly.isPosix()) {
			try (FileChannel directory = FileChannel.open(this.path, StandardOpenOption.READ)) {
				directory.force(true);
			}
		}
	}

	private static void delete(Path path) {
		try {
			Files.deleteIfExists(path);
		}
		catch (IOException ex) {
			// the failure that led here says more
		}
	}

	@Override
	public void close() throws IOException {
		this.lock.close();
	}

}
