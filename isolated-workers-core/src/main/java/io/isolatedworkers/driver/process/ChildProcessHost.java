package io.isolatedworkers.driver.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.isolatedworkers.driver.Agreement;
import io.isolatedworkers.driver.ChannelClosedException;
import io.isolatedworkers.driver.ChannelSettings;
import io.isolatedworkers.driver.Feature;
import io.isolatedworkers.driver.ShutdownReason;
import io.isolatedworkers.driver.WorkerStartException;
import io.isolatedworkers.socket.Hello;
import io.isolatedworkers.socket.HostHandshake;
import io.isolatedworkers.socket.MessageConnection;
import io.isolatedworkers.socket.PeerCredentials;
import io.isolatedworkers.socket.SocketDirectory;
import org.jspecify.annotations.Nullable;

/**
 * Starts one worker process and connects to it.
 */
final class ChildProcessHost {

	private static @Nullable SocketDirectory sockets;

	private static final SecureRandom RANDOM = new SecureRandom();

	private static final int TOKEN_BYTES = 32;

	/** A worker listens some 100 ms after its start; looking costs a few microseconds. */
	private static final long LOOK_MILLIS = 2;

	/** After a connection is lost, how long its process may take to be seen as ended. */
	private static final long EXIT_MILLIS = 1_000;

	/**
	 * After this long without an answer to the handshake, a worker is taken for version
	 * 1.
	 */
	private static final Duration SILENCE = Duration.ofSeconds(5);

	private final ChildProcessOptions options;

	private final ChannelSettings settings;

	private final Path socket;

	private final @Nullable String token;

	private final long started = System.nanoTime();

	private ChildProcessHost(ChildProcessOptions options, ChannelSettings settings) {
		this.options = options;
		this.settings = settings;
		this.socket = (options.socketPath() != null) ? options.socketPath().toAbsolutePath()
				: sockets().newSocketPath(settings.workerName());
		this.token = (settings.protocol() >= 2) ? newToken() : null;
	}

	/** The directory of this JVM, made when the first worker is started. */
	private static synchronized SocketDirectory sockets() {
		SocketDirectory directory = sockets;
		if (directory == null) {
			SocketDirectory created = SocketDirectory.create();
			Runtime.getRuntime().addShutdownHook(new Thread(() -> {
				WorkerProcess.endAll();
				created.release();
			}, "isolated-workers-shutdown"));
			directory = created;
			sockets = created;
		}
		return directory;
	}

	static ChildProcessChannel spawn(ChildProcessOptions options, ChannelSettings settings) {
		ChildProcessHost host;
		try {
			host = new ChildProcessHost(options, settings);
		}
		catch (UncheckedIOException | IllegalStateException ex) {
			throw new WorkerStartException(
					"Worker %s cannot be started: %s".formatted(settings.workerName(), ex.getMessage()), null, "", ex);
		}
		return host.spawn();
	}

	private ChildProcessChannel spawn() {
		WorkerProcess process = startProcess();
		try {
			return connect(process);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw abandon(process, failed("was given up because the starting thread was interrupted", null, "", ex));
		}
		catch (WorkerStartException ex) {
			throw abandon(process, ex);
		}
	}

	private WorkerProcess startProcess() {
		List<String> line = new ArrayList<>(this.options.commandPrefix());
		try {
			line.addAll(this.options.command().commandLine(this.options.jvm()));
			if (this.options.socketPath() != null) {
				Files.deleteIfExists(this.socket);
			}
			return WorkerProcess.start(this.settings.workerName(), line, environment(), this.options.workingDirectory(),
					this.settings.logger());
		}
		catch (IOException | IllegalArgumentException ex) {
			throw failed("cannot be started: %s".formatted(ex.getMessage()), null, "", ex);
		}
	}

	private Map<String, String> environment() {
		Map<String, String> environment = new LinkedHashMap<>(this.options.environment());
		new ProcessStartupData(ChildProcessDriver.NAME, this.socket, this.settings.serializer().name(),
				this.settings.serializer().getClass().getName(), this.options.hostConnectTimeout(),
				this.settings.protocol(), this.token, ProcessHandle.current().pid(), this.options.disconnectBehavior(),
				this.settings.logLevel(), this.settings.maxFrameBytes())
			.writeTo(environment);
		return environment;
	}

	private ChildProcessChannel connect(WorkerProcess process) throws InterruptedException {
		int failures = 0;
		while (true) {
			SocketChannel channel = awaitSocket(process);
			try {
				return greet(process, channel);
			}
			catch (IOException ex) {
				failIfExited(process, EXIT_MILLIS);
				failures++;
				if (failures >= this.options.connection().attempts()) {
					throw failed("listens, but the connection was lost %d times before it could be used: %s"
						.formatted(failures, ex.getMessage()), null, process.outputTail(), ex);
				}
				Duration wait = this.options.connection().backoff().delay(failures - 1);
				Thread.sleep(Math.min(wait.toMillis(), Math.max(0, millisLeft())));
			}
		}
	}

	private SocketChannel awaitSocket(WorkerProcess process) throws InterruptedException {
		while (true) {
			failIfExited(process, 0);
			SocketChannel channel = tryConnect();
			if (channel != null) {
				return channel;
			}
			if (millisLeft() <= 0) {
				throw failed(
						"did not listen on its socket within the start-up timeout of %s. Does it serve its handlers? If it needs longer, raise the timeout"
							.formatted(this.settings.startupTimeout()),
						null, process.outputTail(), null);
			}
			Thread.sleep(LOOK_MILLIS);
		}
	}

	private @Nullable SocketChannel tryConnect() {
		if (!Files.exists(this.socket)) {
			return null;
		}
		try {
			SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
			try {
				channel.connect(UnixDomainSocketAddress.of(this.socket));
				PeerCredentials.requireSameUser(channel, sockets().path());
				return channel;
			}
			catch (IOException ex) {
				channel.close();
				throw ex;
			}
		}
		catch (IOException ex) {
			// bound but not listening yet
			return null;
		}
	}

	private ChildProcessChannel greet(WorkerProcess process, SocketChannel channel)
			throws IOException, InterruptedException {
		MessageConnection connection = new MessageConnection(this.settings.workerName(), channel,
				this.settings.maxFrameBytes(), this.settings.logger());
		ChildProcessChannel worker = new ChildProcessChannel(this.settings, process, connection, this.socket);
		if (this.settings.protocol() < 2) {
			connection.agree(Agreement.VERSION_1, this.settings.serializer(), worker);
			connection.start(worker);
			return worker;
		}
		Hello hello = new Hello(Agreement.LATEST_PROTOCOL, this.settings.serializer().name(),
				this.settings.serializer().formatId(), this.token, ProcessHandle.current().pid(), features());
		HostHandshake handshake;
		try {
			handshake = HostHandshake.begin(connection, hello, this.settings.serializer(), worker);
			awaitAgreement(process, handshake);
			return worker;
		}
		catch (ChannelClosedException ex) {
			throw new IOException(ex.getMessage(), ex);
		}
		catch (IOException | InterruptedException | RuntimeException ex) {
			connection.close();
			throw ex;
		}
	}

	private List<String> features() {
		return Hello.featuresWith(this.settings.serializer())
			.stream()
			.filter((name) -> this.settings.startNotices() || !name.equals(Feature.ACCEPTED.wireName()))
			.toList();
	}

	private void awaitAgreement(WorkerProcess process, HostHandshake handshake)
			throws IOException, InterruptedException {
		CompletableFuture<Agreement> outcome = handshake.outcome();
		try {
			long silence = Math.min(SILENCE.toMillis(), Math.max(1, millisLeft()));
			try {
				outcome.get(silence, TimeUnit.MILLISECONDS);
			}
			catch (TimeoutException ex) {
				if (millisLeft() <= 0) {
					throw failed("listens but did not answer within the start-up timeout of %s"
						.formatted(this.settings.startupTimeout()), null, process.outputTail(), ex);
				}
				this.settings.logger()
					.warn("[%s] the worker does not answer the handshake; going on with protocol version 1. Set protocol to 1 for this worker to save the wait of %s"
						.formatted(this.settings.workerName(), SILENCE));
				handshake.assumeVersion1();
				outcome.get();
			}
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof HostHandshake.RefusedException refused) {
				throw failed("refused the host: " + refused.getMessage(), null, process.outputTail(), refused);
			}
			throw new IOException(String.valueOf(ex.getCause()), ex.getCause());
		}
	}

	private void failIfExited(WorkerProcess process, long waitMillis) throws InterruptedException {
		try {
			if (waitMillis > 0 || !process.isAlive()) {
				int exitCode = process.exit().get(Math.max(EXIT_MILLIS, waitMillis), TimeUnit.MILLISECONDS);
				String tail = process.outputTail();
				ShutdownReason reason = ShutdownReason.exited(exitCode, tail);
				throw failed("%s before it could be used".formatted(reason), reason, tail, null);
			}
		}
		catch (ExecutionException | TimeoutException ex) {
			// alive
		}
	}

	private WorkerStartException failed(String what, @Nullable ShutdownReason reason, String tail,
			@Nullable Throwable cause) {
		return new WorkerStartException("Worker %s (%s) %s [after %,d ms]".formatted(this.settings.workerName(),
				this.options.command(), what, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - this.started)), reason,
				tail, cause);
	}

	private WorkerStartException abandon(WorkerProcess process, WorkerStartException failure) {
		process.kill();
		try {
			process.exit().get(EXIT_MILLIS, TimeUnit.MILLISECONDS);
			Files.deleteIfExists(this.socket);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException | IOException ex) {
			failure.addSuppressed(ex);
		}
		return failure;
	}

	private long millisLeft() {
		return this.settings.startupTimeout().toMillis()
				- TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - this.started);
	}

	private static String newToken() {
		byte[] bytes = new byte[TOKEN_BYTES];
		RANDOM.nextBytes(bytes);
		return HexFormat.of().formatHex(bytes);
	}

}
