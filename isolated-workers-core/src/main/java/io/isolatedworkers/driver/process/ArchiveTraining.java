package io.isolatedworkers.driver.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.isolatedworkers.driver.ChannelSettings;
import io.isolatedworkers.driver.LibraryThreads;
import io.isolatedworkers.driver.ShutdownReason;
import io.isolatedworkers.logging.Logger;

/**
 * Makes an archive: by a {@link TrainingRun}, and where that writes only what one is made
 * of, by an {@link ArchiveDump}. Both run in the background and at a low priority, once
 * for all hosts that want the archive, and none of the user's code.
 */
final class ArchiveTraining {

	/**
	 * How long each step may take. Where others keep all cores busy, its low priority
	 * leaves it a hundredth of one.
	 */
	private static final Duration LIMIT = Duration.ofMinutes(10);

	/** Signals that ask a process to end: HUP, INT and TERM. */
	private static final Set<Integer> ASKING = Set.of(1, 2, 15);

	/** How many a host makes: a program may start workers of ever new arguments. */
	private static final int MOST = 16;

	private static final LibraryThreads THREADS = new LibraryThreads("isolated-workers-archive");

	private static final Path NICE = Path.of("/usr/bin/nice");

	private static final Set<Path> STARTED = new HashSet<>();

	private static final Set<ArchiveTraining> RUNNING = ConcurrentHashMap.newKeySet();

	private static volatile boolean ending;

	private final ClassDataArchive archive;

	private final Logger logger;

	private final TrainingRun run;

	private final ArchiveDump dump;

	private final CompletableFuture<Void> done = new CompletableFuture<>();

	private ArchiveTraining(ClassDataArchive archive, ChannelSettings host) {
		this.archive = archive;
		this.logger = host.logger();
		this.run = new TrainingRun(archive, host, LIMIT, prefix());
		this.dump = new ArchiveDump(archive);
	}

	private static List<String> prefix() {
		return Files.isExecutable(NICE) ? List.of(NICE.toString(), "-n", "19") : List.of();
	}

	/** Begins to make an archive, unless it is there or has been begun. */
	static void startIfNeeded(ClassDataArchive archive, ChannelSettings host) {
		ArchiveTraining training;
		synchronized (STARTED) {
			if (ending || archive.isMade() || STARTED.size() >= MOST || !STARTED.add(archive.file())) {
				return;
			}
			training = new ArchiveTraining(archive, host);
			RUNNING.add(training);
		}
		THREADS.newThread(training::makeInTurn).start();
	}

	/** Waits until nothing is being made; whether that was so in time. */
	static boolean awaitAll(Duration limit) throws InterruptedException {
		long deadline = System.nanoTime() + limit.toNanos();
		for (ArchiveTraining training : RUNNING) {
			try {
				training.done.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
			}
			catch (TimeoutException | ExecutionException ex) {
				return false;
			}
		}
		return true;
	}

	/** The host's JVM exits: whatever is being made is given up. */
	static void endAll() {
		synchronized (STARTED) {
			ending = true;
		}
		for (ArchiveTraining training : RUNNING) {
			training.kill();
			training.removeUnfinished();
		}
	}

	private void kill() {
		this.run.kill();
		this.dump.end();
	}

	private void makeInTurn() {
		try {
			ArchiveDirectory.make(this.archive.directory());
			makeOnce();
		}
		catch (IOException | RuntimeException ex) {
			this.logger
				.debug("Workers start without an archive: %s cannot be made: %s".formatted(this.archive.file(), ex));
		}
		catch (InterruptedException ex) {
			kill();
		}
		finally {
			RUNNING.remove(this);
			this.done.complete(null);
		}
	}

	/** One host at a time; the others find it made. */
	private void makeOnce() throws IOException, InterruptedException {
		Path lock = this.archive.file().resolveSibling(this.archive.file().getFileName() + ".lock");
		try (FileChannel file = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
				FileLock held = file.tryLock()) {
			if (held == null || this.archive.isMade()) {
				return;
			}
			ArchiveDirectory.sweep(this.archive.directory(), this.archive.file());
			make();
		}
		catch (OverlappingFileLockException ex) {
			// another class loader's, which makes it
		}
	}

	private void make() throws IOException, InterruptedException {
		Path unfinished = unfinished();
		try {
			if (wentThrough(this.run.run(unfinished)) && wentThrough(this.dump.run(unfinished, prefix(), LIMIT))
					&& Files.isRegularFile(unfinished) && Files.size(unfinished) > 0) {
				this.archive.sockets().write(this.run.socketProvider());
				Files.move(unfinished, this.archive.file(), StandardCopyOption.ATOMIC_MOVE,
						StandardCopyOption.REPLACE_EXISTING);
				this.logger.debug("Made the archive " + this.archive.file());
			}
			else if (!ending) {
				this.archive.giveUp();
			}
		}
		finally {
			removeUnfinished();
		}
	}

	/**
	 * Whether a process has done its part.
	 * @param exitCode how it ended
	 * @throws IOException if somebody ended it, which says nothing about the next time
	 */
	private static boolean wentThrough(int exitCode) throws IOException {
		ShutdownReason end = ShutdownReason.exited(exitCode, "");
		if (ASKING.contains(end.signal().orElse(0))) {
			throw new IOException("the process " + end);
		}
		return exitCode == 0;
	}

	private Path unfinished() {
		return ArchiveDirectory.unfinished(this.archive.file());
	}

	private void removeUnfinished() {
		try {
			Files.deleteIfExists(unfinished());
			for (Path left : this.archive.format().leftBeside(unfinished())) {
				Files.deleteIfExists(left);
			}
		}
		catch (IOException ex) {
			// swept later
		}
	}

}
