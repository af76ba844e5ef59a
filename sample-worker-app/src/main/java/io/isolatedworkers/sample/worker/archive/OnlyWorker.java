package io.isolatedworkers.sample.worker.archive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Holds a directory for one worker alone. The system gives it free when the process ends,
 * however it does.
 */
final class OnlyWorker implements AutoCloseable {

	private static final long POLL_MILLIS = 50;

	private final FileChannel channel;

	private OnlyWorker(FileChannel channel) {
		this.channel = channel;
	}

	/**
	 * Takes a directory.
	 * @param directory the directory, made if it does not exist
	 * @param patience how long to wait for a worker before this one, which may be ending
	 * @return holds it until it is closed
	 * @throws IllegalStateException if another worker has it
	 */
	static OnlyWorker of(Path directory, Duration patience) {
		try {
			Files.createDirectories(directory);
			FileChannel channel = FileChannel.open(directory.resolve("worker.lock"), StandardOpenOption.CREATE,
					StandardOpenOption.WRITE);
			long end = System.nanoTime() + patience.toNanos();
			while (!lock(channel)) {
				if (System.nanoTime() - end >= 0) {
					channel.close();
					throw new IllegalStateException(
							"Another archive worker uses the directory %s. Give each worker a directory of its own; %s"
								.formatted(directory, "a pool of archive workers has the size 1"));
				}
				TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
			}
			return new OnlyWorker(channel);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The archive worker cannot use the directory " + directory, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while waiting for the directory " + directory, ex);
		}
	}

	private static boolean lock(FileChannel channel) throws IOException {
		try {
			FileLock lock = channel.tryLock();
			return lock != null;
		}
		catch (OverlappingFileLockException ex) {
			return false;
		}
	}

	@Override
	public void close() {
		try {
			this.channel.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
