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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.isolatedworkers.driver.Agreement;
import io.isolatedworkers.driver.ChannelClosedException;
import io.isolatedworkers.driver.ChannelListener;
import io.isolatedworkers.driver.ChannelSettings;
import io.isolatedworkers.driver.LibraryThreads;
import io.isolatedworkers.driver.ShutdownReason;
import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.TypeRef;
import io.isolatedworkers.serializer.JsonSerializer;
import io.isolatedworkers.serializer.MalformedMessageException;
import io.isolatedworkers.serializer.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Makes an archive: starts a worker of the same JVM and class path that serves one
 * request of this library's and exits, which is when its JVM writes the archive, or what
 * {@link ArchiveDump} makes one of. It runs in the background and at a low priority, once
 * for all hosts that want the archive, and none of the user's code: the user's classes
 * are loaded, but not initialised.
 */
final class ArchiveTraining implements ChannelListener {

	/** The messages that the trainee answers. */
	private static final String LEARN = "learn";

	private static final String LEARN_WITH_DATABIND = "learnWithDatabind";

	/** How long a run may take to answer, and then to write the archive. */
	private static final Duration LIMIT = Duration.ofMinutes(2);

	/** What is not compiled has no profile. */
	private static final String INTERPRETED = "-Xint";

	/** How many a host makes: a program may start workers of ever new arguments. */
	private static final int MOST = 16;

	private static final LibraryThreads THREADS = new LibraryThreads("isolated-workers-archive");

	private static final Path NICE = Path.of("/usr/bin/nice");

	private static final Set<Path> STARTED = new HashSet<>();

	private static final Set<ArchiveTraining> RUNNING = ConcurrentHashMap.newKeySet();

	private static volatile boolean ending;

	private final ClassDataArchive archive;

	private final ChannelSettings settings;

	private final CompletableFuture<Message> answer = new CompletableFuture<>();

	private final CompletableFuture<Void> done = new CompletableFuture<>();

	private volatile @Nullable ChildProcessChannel channel;

	private final ArchiveDump dump;

	/** That of whoever started the worker, who knows its contract. */
	private final @Nullable ClassLoader loader = Thread.currentThread().getContextClassLoader();

	/** What the JDK chose in the run. */
	private volatile String socketProvider = "";

	private ArchiveTraining(ClassDataArchive archive, ChannelSettings host) {
		this.archive = archive;
		this.dump = new ArchiveDump(archive);
		this.settings = new ChannelSettings("archive", serializerOf(host), LIMIT, Agreement.LATEST_PROTOCOL,
				host.maxFrameBytes(), false, null, null, null, host.logger(), host.logLevel());
	}

	/** A serializer of the user's own may want more than a worker of ours gives it. */
	private static Serializer serializerOf(ChannelSettings host) {
		return ClassDataArchive.isOfLibrary(host.serializer()) ? host.serializer() : new JsonSerializer();
	}

	/** Begins to make an archive, unless it is there or has been begun. */
	static void startIfNeeded(ClassDataArchive archive, ChannelSettings host) {
		synchronized (STARTED) {
			if (ending || archive.isMade() || STARTED.size() >= MOST || !STARTED.add(archive.file())) {
				return;
			}
		}
		ArchiveTraining training = new ArchiveTraining(archive, host);
		RUNNING.add(training);
		THREADS.newThread(training::run).start();
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
		ending = true;
		for (ArchiveTraining training : RUNNING) {
			training.kill();
			training.removeUnfinished();
		}
	}

	private void kill() {
		ChildProcessChannel started = this.channel;
		if (started != null) {
			started.kill("the host ends");
		}
		this.dump.end();
	}

	private void run() {
		try {
			ArchiveDirectory.make(this.archive.directory());
			makeOnce();
		}
		catch (IOException | RuntimeException ex) {
			this.settings.logger()
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
			if (train(unfinished) && this.dump.run(unfinished, prefix(), LIMIT) && Files.isRegularFile(unfinished)
					&& Files.size(unfinished) > 0) {
				this.archive.sockets().write(this.socketProvider);
				Files.move(unfinished, this.archive.file(), StandardCopyOption.ATOMIC_MOVE,
						StandardCopyOption.REPLACE_EXISTING);
				this.settings.logger().debug("Made the archive " + this.archive.file());
			}
			else if (!ending) {
				this.archive.giveUp();
			}
		}
		finally {
			removeUnfinished();
		}
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

	/** Whether the run went through. */
	private boolean train(Path file) throws InterruptedException {
		try {
			ChildProcessChannel worker = ChildProcessHost.spawn(options(file), this.settings);
			this.channel = worker;
			if (ending) {
				kill();
			}
			worker.start(this);
			String lesson = this.archive.databind() ? LEARN_WITH_DATABIND : LEARN;
			worker.send(new Message("1", lesson, String.join("\n", this.archive.options().command().learned())),
					TypeRef.of(String.class));
			Message answered = this.answer.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
			this.socketProvider = String.valueOf(answered.payload());
			ShutdownReason end = worker.close(LIMIT).get();
			return answered.type().equals(lesson + "Result") && Integer.valueOf(0).equals(end.exitCode());
		}
		catch (ChannelClosedException | ExecutionException | TimeoutException ex) {
			this.settings.logger().debug("A training run failed: " + ex);
			kill();
			return false;
		}
	}

	/** Whether the run does without databind. */
	private boolean isLight() {
		return !this.archive.databind() && ContractTypes.areLight(this.archive.options().command().contracts(),
				this.settings.serializer(), this.loader);
	}

	private static List<String> prefix() {
		return Files.isExecutable(NICE) ? List.of(NICE.toString(), "-n", "19") : List.of();
	}

	private ChildProcessOptions options(Path file) {
		ChildProcessOptions own = this.archive.options();
		List<String> train = new ArrayList<>(List.of(this.archive.format().toTrain(file)));
		// The profiles of a run that is all start keep the compilers busy in later
		// starts; those of databind are worth it within a hundred requests
		if (this.archive.format().keepsProfiles() && isLight()) {
			train.add(INTERPRETED);
		}
		return ChildProcessOptions.builder(WorkerCommand.training())
			.commandPrefix(prefix().toArray(String[]::new))
			.jvm(own.jvm().training(this.archive.classPath(), train))
			.environment(own.environment())
			.workingDirectory(own.workingDirectory())
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.redirectErrors(ProcessBuilder.Redirect.DISCARD)
			.build();
	}

	@Override
	public TypeRef<?> typeOf(String tx, String type) {
		return TypeRef.of(type.endsWith("Error") ? Object.class : String.class);
	}

	@Override
	public void onMessage(Message message) {
		this.answer.complete(message);
	}

	@Override
	public void onError(MalformedMessageException failure) {
		this.answer.completeExceptionally(failure);
	}

	@Override
	public void onClose() {
		this.answer.completeExceptionally(new IOException("The connection is closed"));
	}

	@Override
	public void onConnect() {
		// was not asked for
	}

	@Override
	public void onShutdown(ShutdownReason reason) {
		this.answer.completeExceptionally(new IOException("The worker " + reason));
	}

}
