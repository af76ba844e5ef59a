package io.isolatedworkers.sample.worker.common;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.isolatedworkers.driver.DirectoryLock;
import org.jspecify.annotations.Nullable;

/**
 * Holds a directory for one worker alone. The system gives it free when the process ends,
 * however it does.
 */
public final class WorkerDirectory implements AutoCloseable {

	/** How long a worker waits for the one before it, which may be ending. */
	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private static final long POLL_MILLIS = 50;

	private final Path path;

	private final DirectoryLock lock;

	private WorkerDirectory(Path path, DirectoryLock lock) {
		this.path = path;
		this.lock = lock;
	}

	/**
	 * Takes a directory. Waits a few seconds for another worker that has it.
	 * @param directory the directory, made if it does not exist
	 * @return holds it until it is closed
	 * @throws IllegalStateException if another worker keeps it
	 */
	public static WorkerDirectory take(Path directory) {
		return take(directory, PATIENCE);
	}

	static WorkerDirectory take(Path directory, Duration patience) {
		long end = System.nanoTime() + patience.toNanos();
		try {
			Files.createDirectories(directory);
			Path path = directory.toRealPath();
			WorkerDirectory taken = tryTake(path);
			while (taken == null) {
				if (System.nanoTime() - end >= 0) {
					throw new IllegalStateException(
							"Another worker uses the directory %s. Give each worker a directory of its own; a pool whose workers have one has the size 1"
								.formatted(directory));
				}
				TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
				taken = tryTake(path);
			}
			return taken;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The worker cannot use the directory " + directory, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while waiting for the directory " + directory, ex);
		}
	}

	private static @Nullable WorkerDirectory tryTake(Path path) throws IOException {
		DirectoryLock lock = DirectoryLock.tryLock(path, "worker.lock");
		return (lock != null) ? new WorkerDirectory(path, lock) : null;
	}

	Path path() {
		return this.path;
	}

	@Override
	public void close() {
		try {
			this.lock.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
