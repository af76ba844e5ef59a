package io.isolatedworkers.socket;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

import io.isolatedworkers.driver.OwnerOnly;
import org.jspecify.annotations.Nullable;

/**
 * The private directory (0700) in which the workers of one host have their socket files.
 * The host holds a lock in it as long as it lives: a directory whose lock is free belongs
 * to a dead host, and the next host, or the last worker that leaves, removes it. Safe for
 * use by several threads.
 */
public final class SocketDirectory {

	/**
	 * The longest socket path, in bytes. The kernel's limits, less the terminating zero,
	 * are 107 on Linux and 103 on macOS; the JDK's is one lower.
	 */
	public static final int MAX_PATH_BYTES = 102;

	private static final String PREFIX = "isolated-workers-";

	private static final String HOST_LOCK = "host.lock";

	private static final String SWEEP_LOCK = "sweep.lock";

	/** System property that lists the directories of this JVM. */
	private static final String OWN = "io.isolatedworkers.socket.directories";

	private static final String SUFFIX = ".sock";

	private static final String DATA_SUFFIX = ".data";

	private static final String ERRORS_SUFFIX = ".err";

	private static final int ROOM_FOR_NAME = 40;

	private static final int ROOM_FOR_DIRECTORY = PREFIX.length() + 10;

	private final Path path;

	private final FileChannel lockFile;

	private final AtomicLong counter = new AtomicLong();

	private SocketDirectory(Path path, FileChannel lockFile) {
		this.path = path;
		this.lockFile = lockFile;
	}

	/**
	 * Makes the directory of this host and sweeps those of dead hosts beside it.
	 * @return the directory
	 * @throws UncheckedIOException if no directory can be made
	 */
	public static SocketDirectory create() {
		Path parent = parent();
		try {
			Path path = createPrivate(parent);
			remember(path);
			SocketDirectory created;
			// Whoever sweeps meanwhile waits until the host's lock is held
			try (FileChannel sweepFile = FileChannel.open(path.resolve(SWEEP_LOCK), StandardOpenOption.CREATE_NEW,
					StandardOpenOption.WRITE); FileLock sweeping = sweepFile.lock()) {
				FileChannel hostFile = FileChannel.open(path.resolve(HOST_LOCK), StandardOpenOption.CREATE_NEW,
						StandardOpenOption.WRITE);
				hostFile.lock();
				created = new SocketDirectory(path, hostFile);
			}
			sweep(parent, Files.getOwner(path));
			return created;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(
					"No directory for sockets can be made in %s; set java.io.tmpdir to a directory that can be written to"
						.formatted(parent),
					ex);
		}
	}

	/**
	 * Remembers a directory for all class loaders of this JVM. The system drops all locks
	 * of a process on a file when the process closes any handle of that file, so a
	 * process must never look at its own locks.
	 */
	private static void remember(Path path) {
		synchronized (System.getProperties()) {
			System.setProperty(OWN, System.getProperty(OWN, "") + path + File.pathSeparator);
		}
	}

	private static boolean isOwn(Path path) {
		return System.getProperty(OWN, "").contains(path + File.pathSeparator);
	}

	private static void forget(Path path) {
		synchronized (System.getProperties()) {
			System.setProperty(OWN, System.getProperty(OWN, "").replace(path + File.pathSeparator, ""));
		}
	}

	private static Path parent() {
		List<String> candidates = new ArrayList<>();
		candidates.add(System.getProperty("java.io.tmpdir"));
		String runtimeDirectory = System.getenv("XDG_RUNTIME_DIR");
		if (runtimeDirectory != null && !runtimeDirectory.isBlank()) {
			candidates.add(runtimeDirectory);
		}
		candidates.add("/tmp");
		return candidates.stream()
			.map((name) -> Path.of(name).toAbsolutePath())
			.filter((path) -> bytes(path) + ROOM_FOR_DIRECTORY + ROOM_FOR_NAME <= MAX_PATH_BYTES
					&& Files.isDirectory(path) && Files.isWritable(path))
			.findFirst()
			.orElseThrow(() -> new IllegalStateException(
					"Socket paths are limited to %d bytes and no directory of %s exists, can be written to and is short enough; set java.io.tmpdir to a shorter path"
						.formatted(MAX_PATH_BYTES, candidates)));
	}

	private static Path createPrivate(Path parent) throws IOException {
		while (true) {
			Path path = parent.resolve(PREFIX + "%08x".formatted(ThreadLocalRandom.current().nextInt()));
			try {
				return Files.createDirectory(path, OwnerOnly.directory());
			}
			catch (FileAlreadyExistsException ex) {
				// taken: the next number
			}
		}
	}

	/**
	 * Makes a path for a new socket. Nothing is at that path yet.
	 * @param name a name for people who look into the directory
	 * @return the path
	 */
	public Path newSocketPath(String name) {
		return newPath(name, SUFFIX);
	}

	/**
	 * Makes a path for a file that belongs to a worker. Nothing is at that path yet.
	 * @param name a name for people who look into the directory
	 * @return the path
	 */
	public Path newDataPath(String name) {
		return newPath(name, DATA_SUFFIX);
	}

	/**
	 * Returns where a worker that outlives its host writes its standard error to when
	 * nobody said where: beside its socket, so that a later host finds it.
	 * @param socket the worker's socket
	 * @return the path
	 */
	public static Path errorsOf(Path socket) {
		return socket.resolveSibling(socket.getFileName() + ERRORS_SUFFIX);
	}

	private Path newPath(String name, String suffix) {
		return this.path.resolve(fileName(name, this.counter.incrementAndGet(), suffix));
	}

	/**
	 * A file name that every system takes: short, of plain characters, and on Windows not
	 * the name of a device, which {@code CON} is whatever follows its first dot.
	 */
	static String fileName(String name, long number, String suffix) {
		String readable = name.replaceAll("[^A-Za-z0-9_-]", "_");
		String end = "-" + number + suffix;
		int room = ROOM_FOR_NAME - 1 - end.length();
		return readable.substring(0, Math.min(readable.length(), room)) + end;
	}

	/**
	 * Checks a socket path that a user chose.
	 * @param path the path
	 * @return the same path
	 * @throws IllegalArgumentException if the path is too long
	 */
	public static Path checkLength(Path path) {
		int length = bytes(path.toAbsolutePath());
		if (length > MAX_PATH_BYTES) {
			throw new IllegalArgumentException("The socket path %s has %d bytes; the limit is %d. Choose a shorter one"
				.formatted(path, length, MAX_PATH_BYTES));
		}
		return path;
	}

	private static int bytes(Path path) {
		return path.toString().getBytes(StandardCharsets.UTF_8).length;
	}

	/**
	 * Returns where the sockets are.
	 * @return the directory
	 */
	public Path path() {
		return this.path;
	}

	/**
	 * Gives the directory up when the host ends. Removes it unless a worker that outlives
	 * the host still has its socket there.
	 */
	public void release() {
		try {
			this.lockFile.close();
		}
		catch (IOException ex) {
			// the lock ends with the process
		}
		forget(this.path);
		removeIfAbandoned(this.path);
	}

	/**
	 * Removes a socket file with what is beside it and, if its host is dead and no other
	 * socket is left, its directory. For workers that end, and for those who see their
	 * end.
	 * @param socket the socket file
	 */
	public static void removeSocket(Path socket) {
		deleteQuietly(socket);
		deleteQuietly(errorsOf(socket));
		Path directory = socket.toAbsolutePath().getParent();
		try {
			if (directory != null && isOurs(directory, Files.getOwner(directory))) {
				removeIfAbandoned(directory);
			}
		}
		catch (IOException ex) {
			// removed by another worker
		}
	}

	private static void sweep(Path parent, UserPrincipal owner) {
		try (DirectoryStream<Path> found = Files.newDirectoryStream(parent, PREFIX + "*")) {
			for (Path directory : found) {
				if (isOurs(directory, owner)) {
					removeIfAbandoned(directory);
				}
			}
		}
		catch (IOException ex) {
			// what cannot be read cannot be swept
		}
	}

	/** Whether it is such a directory of this user, and not of this very process. */
	private static boolean isOurs(Path directory, UserPrincipal owner) throws IOException {
		Path name = directory.getFileName();
		return name != null && name.toString().startsWith(PREFIX)
				&& Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS) && Files.getOwner(directory).equals(owner)
				&& Files.exists(directory.resolve(SWEEP_LOCK), LinkOption.NOFOLLOW_LINKS) && !isOwn(directory);
	}

	private static synchronized void removeIfAbandoned(Path directory) {
		Path sweep = directory.resolve(SWEEP_LOCK);
		Path host = directory.resolve(HOST_LOCK);
		// Workers that leave at the same moment look one after the other, so that the
		// last
		// one sees that it is the last
		try (FileChannel sweepFile = FileChannel.open(sweep, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
				FileLock sweeping = sweepFile.lock();
				FileChannel hostFile = FileChannel.open(host, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
				@Nullable
				FileLock abandoned = hostFile.tryLock()) {
			if (abandoned == null || hasLiveSocket(directory)) {
				return;
			}
			deleteAll(directory, DATA_SUFFIX);
			deleteAll(directory, ERRORS_SUFFIX);
			deleteQuietly(host);
			deleteQuietly(sweep);
			deleteQuietly(directory);
		}
		catch (IOException | OverlappingFileLockException ex) {
			// in use, or removed by another process at the same moment
		}
	}

	private static boolean hasLiveSocket(Path directory) throws IOException {
		boolean live = false;
		try (DirectoryStream<Path> sockets = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
			for (Path socket : sockets) {
				if (SocketAdapter.isServed(socket)) {
					live = true;
				}
				else {
					deleteQuietly(socket);
					deleteQuietly(errorsOf(socket));
				}
			}
		}
		return live;
	}

	private static void deleteAll(Path directory, String suffix) throws IOException {
		try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + suffix)) {
			files.forEach(SocketDirectory::deleteQuietly);
		}
	}

	private static void deleteQuietly(Path path) {
		try {
			Files.deleteIfExists(path);
		}
		catch (IOException ex) {
			// the next sweep tries again
		}
	}

}
