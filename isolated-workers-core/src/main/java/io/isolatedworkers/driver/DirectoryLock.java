package io.isolatedworkers.driver;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * Keeps a directory for one user at a time, whether the others are of this process or of
 * another. Ends with the process at the latest. Safe for use by several threads.
 */
public final class DirectoryLock implements AutoCloseable {

	/**
	 * The system drops all locks of a process on a file when the process closes any
	 * handle of that file, so a process must never look at its own locks.
	 */
	private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

	private final Path path;

	private final FileChannel file;

	private DirectoryLock(Path path, FileChannel file) {
		this.path = path;
		this.file = file;
	}

	/**
	 * Takes a directory.
	 * @param directory the directory, which exists
	 * @param name the name of the file in it that is locked; it is made if it is not
	 * there, and stays
	 * @return the lock, {@code null} if others have it
	 * @throws IOException if the file cannot be made or locked
	 */
	public static @Nullable DirectoryLock tryLock(Path directory, String name) throws IOException {
		Path path = directory.toRealPath().resolve(name);
		if (!OWN.add(path)) {
			return null;
		}
		FileChannel file = null;
		boolean locked = false;
		try {
			file = FileChannel.open(path,
					Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
					OwnerOnly.file());
			locked = file.tryLock() != null;
			return locked ? new DirectoryLock(path, file) : null;
		}
		catch (OverlappingFileLockException ex) {
			// By a class like this of another class loader
			return null;
		}
		finally {
			if (!locked) {
				OWN.remove(path);
				if (file != null) {
					file.close();
				}
			}
		}
	}

	/**
	 * Lets others use the directory. Idempotent.
	 * @throws IOException if the file cannot be closed
	 */
	@Override
	public void close() throws IOException {
		if (this.file.isOpen()) {
			try {
				this.file.close();
			}
			finally {
				OWN.remove(this.path);
			}
		}
	}

}
