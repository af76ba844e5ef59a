package io.isolatedworkers.driver.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

import io.isolatedworkers.driver.ChannelSettings;
import io.isolatedworkers.driver.ShutdownReason;
import io.isolatedworkers.driver.WorkerStartException;
import io.isolatedworkers.driver.WorkerStartException.Stage;
import io.isolatedworkers.socket.HostHandshake;
import io.isolatedworkers.socket.SocketAdapter;
import io.isolatedworkers.socket.HostDirectory;
import io.isolatedworkers.socket.SocketDirectory;
import org.jspecify.annotations.Nullable;

/**
 * Starts one worker process and connects to it.
 */
final class ChildProcessHost {

	/** A worker listens some 100 ms after its start; looking costs a few microseconds. */
	private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

	/** One that takes longer than usual is looked for less often: */
	private static final long SLOW_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

	private static final long USUAL_START_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

	/** After a connection is lost, how long its process may take to be seen as ended. */
	private static final long EXIT_MILLIS = 1_000;

	private final ChildProcessOptions options;

	private final ChannelSettings settings;

	private final WorkerConnector connector;

	private final @Nullable WorkerDataFile dataFile;

	private final @Nullable ClassDataArchive archive;

	private final long started = System.nanoTime();

	private ChildProcessHost(ChildProcessOptions options, ChannelSettings settings, boolean mayUseArchive) {
		this.options = options;
		this.settings = settings;
		this.archive = mayUseArchive ? ClassDataArchive.of(options, inherited(options), settings) : null;
		Path socket = (options.socketPath() != null) ? options.socketPath().toAbsolutePath()
				: sockets().newSocketPath(settings.workerName());
		this.connector = new WorkerConnector(settings, socket, sockets().path(),
				(settings.protocol() >= 2) ? WorkerConnector.newToken() : null, !options.command().isOwnMain(), null);
		this.dataFile = (settings.workerData() != null)
				? WorkerDataFile.of(sockets().newDataPath(settings.workerName()), settings.workerData()) : null;
	}

	/** The directory of this JVM, which then ends its workers when it exits. */
	static SocketDirectory sockets() {
		ProcessesAtExit.watch();
		return HostDirectory.get();
	}

	static ChildProcessChannel spawn(ChildProcessOptions options, ChannelSettings settings) {
		ChildProcessHost host = of(options, settings, true);
		try {
			return host.spawn();
		}
		catch (WorkerStartException ex) {
			if (host.archive == null || !host.archive.isSuspectOf(ex)) {
				throw ex;
			}
			settings.logger()
				.warn("Worker %s is started again without the archive %s, which may be broken: %s"
					.formatted(settings.workerName(), host.archive.file(), ex.getMessage()));
			host.archive.discard();
			return of(options, settings, false).spawn();
		}
	}

	private static ChildProcessHost of(ChildProcessOptions options, ChannelSettings settings, boolean mayUseArchive) {
		try {
			return new ChildProcessHost(options, settings, mayUseArchive);
		}
		catch (UncheckedIOException | IllegalStateException | IllegalArgumentException ex) {
			throw new WorkerStartException(
					"Worker %s cannot be started: %s".formatted(settings.workerName(), ex.getMessage()),
					Stage.NOT_STARTED, null, "", ex);
		}
	}

	private ChildProcessChannel spawn() {
		WorkerProcess process = startProcess();
		try {
			ChildProcessChannel channel = connect(process);
			if (this.archive != null) {
				ArchiveTraining.startIfNeeded(this.archive, this.settings);
			}
			return channel;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw abandon(process, failed(Stage.NOT_CONNECTED,
					"was given up because the starting thread was interrupted", null, "", ex));
		}
		catch (WorkerStartException ex) {
			throw abandon(process, ex);
		}
		catch (RuntimeException ex) {
			throw abandon(process,
					failed(Stage.NOT_CONNECTED, "cannot be connected to: " + ex.getMessage(), null, "", ex));
		}
	}

	private WorkerProcess startProcess() {
		List<String> line = new ArrayList<>(this.options.commandPrefix());
		try {
			List<String> command = this.options.command().commandLine(this.options.jvm(), inherited(this.options));
			line.add(command.get(0));
			if (this.archive != null) {
				// First, so that the user's own arguments win
				line.addAll(this.archive.arguments());
			}
			line.addAll(command.subList(1, command.size()));
			if (this.options.socketPath() != null) {
				clear(this.connector.socket());
			}
			if (this.dataFile != null) {
				this.dataFile.write();
			}
			return WorkerProcess.start(this.settings, this.options, line, environment(), this.connector.socket());
		}
		catch (IOException | IllegalArgumentException ex) {
			removeDataFile();
			throw failed(Stage.NOT_STARTED, "cannot be started: %s".formatted(ex.getMessage()), null, "", ex);
		}
	}

	private static Map<String, String> inherited(ChildProcessOptions options) {
		Map<String, String> inherited = new LinkedHashMap<>(System.getenv());
		inherited.putAll(options.environment());
		return inherited;
	}

	/** Removes what an earlier worker left at a socket path that a user chose. */
	private static void clear(Path socket) throws IOException {
		if (Files.exists(socket) && SocketAdapter.isServed(socket)) {
			throw new IOException(
					"another process listens at %s; close that worker, attach to it, or choose another socketPath"
						.formatted(socket));
		}
		SocketAdapter.remove(socket);
		Files.deleteIfExists(SocketDirectory.errorsOf(socket));
	}

	private Map<String, String> environment() {
		Map<String, String> environment = new LinkedHashMap<>(this.options.environment());
		new ProcessStartupData(ChildProcessDriver.NAME, this.connector.socket(), this.settings.serializer().name(),
				this.settings.serializer().getClass().getName(), this.options.hostConnectTimeout(),
				this.settings.protocol(), this.connector.token(), ProcessHandle.current().pid(),
				this.options.disconnectBehavior(), this.dataFile, this.settings.commandTicket(),
				this.settings.logLevel(), this.settings.maxFrameBytes())
			.writeTo(environment);
		return environment;
	}

	private ChildProcessChannel connect(WorkerProcess process) throws InterruptedException {
		ChildProcessChannel channel = new ChildProcessChannel(this.settings, process, this.connector,
				this.options.connection(), this.options.detached());
		int failures = 0;
		while (true) {
			awaitSocket(process);
			try {
				channel.connect(Duration.ofMillis(Math.max(1, millisLeft())));
				removeDataFile();
				return channel;
			}
			catch (HostHandshake.RefusedException ex) {
				throw failed(Stage.REFUSED, "refused the host: " + ex.getMessage(), null, process.outputTail(), ex);
			}
			catch (ConnectException ex) {
				// bound but not listening yet
				pause();
			}
			catch (IOException ex) {
				failIfExited(process, EXIT_MILLIS);
				failures++;
				if (failures >= this.options.connection().attempts() || millisLeft() <= 0) {
					throw failed(Stage.NOT_CONNECTED, "listens, but could not be used after %d attempts to connect: %s"
						.formatted(failures, ex.getMessage()), null, process.outputTail(), ex);
				}
				Duration wait = this.options.connection().backoff().checkedDelay(failures - 1);
				Thread.sleep(Math.min(wait.toMillis(), Math.max(0, millisLeft())));
			}
		}
	}

	private void removeDataFile() {
		try {
			if (this.dataFile != null) {
				this.dataFile.remove();
			}
		}
		catch (IOException ex) {
			this.settings.logger().warn("%s cannot be removed".formatted(this.dataFile.path()), ex);
		}
	}

	private void awaitSocket(WorkerProcess process) throws InterruptedException {
		while (true) {
			failIfExited(process, 0);
			if (Files.exists(this.connector.socket())) {
				return;
			}
			if (millisLeft() <= 0) {
				throw failed(Stage.NOT_LISTENING,
						"did not listen on its socket within the start-up timeout of %s. Does it serve its handlers? If it needs longer, raise the timeout"
							.formatted(this.settings.startupTimeout()),
						null, process.outputTail(), null);
			}
			pause();
		}
	}

	/** Sleeping would round up to whole milliseconds. */
	private void pause() throws InterruptedException {
		boolean slow = System.nanoTime() - this.started > USUAL_START_NANOS;
		LockSupport.parkNanos(slow ? SLOW_LOOK_NANOS : LOOK_NANOS);
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
	}

	private void failIfExited(WorkerProcess process, long waitMillis) throws InterruptedException {
		try {
			if (waitMillis > 0 || !process.isAlive()) {
				int exitCode = process.exit()
					.get(Math.max(EXIT_MILLIS, waitMillis), TimeUnit.MILLISECONDS)
					.orElseThrow();
				String tail = process.outputTail();
				ShutdownReason reason = ShutdownReason.exited(exitCode, tail);
				throw failed(Stage.ENDED, "%s before it could be used".formatted(reason), reason, tail, null);
			}
		}
		catch (ExecutionException | TimeoutException ex) {
			// alive
		}
	}

	private WorkerStartException failed(Stage stage, String what, @Nullable ShutdownReason reason, String tail,
			@Nullable Throwable cause) {
		return new WorkerStartException("Worker %s (%s) %s [after %,d ms]".formatted(this.settings.workerName(),
				this.options.command(), what, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - this.started)), stage,
				reason, tail, cause);
	}

	private WorkerStartException abandon(WorkerProcess process, WorkerStartException failure) {
		process.kill();
		// Also if nobody waits for it: this thread may be interrupted
		CompletableFuture<Void> gone = process.exit()
			.thenRun(() -> SocketDirectory.removeSocket(this.connector.socket()));
		try {
			gone.get(EXIT_MILLIS, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException ex) {
			failure.addSuppressed(ex);
		}
		process.closeOutput();
		removeDataFile();
		return failure;
	}

	private long millisLeft() {
		return this.settings.startupTimeout().toMillis()
				- TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - this.started);
	}

}
