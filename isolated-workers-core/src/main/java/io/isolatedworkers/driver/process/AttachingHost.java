package io.isolatedworkers.driver.process;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

import io.isolatedworkers.driver.ChannelSettings;
import io.isolatedworkers.driver.WorkerAddress;
import io.isolatedworkers.driver.WorkerGoneException;
import io.isolatedworkers.driver.WorkerStartException;
import io.isolatedworkers.driver.WorkerStartException.Stage;
import io.isolatedworkers.socket.ConnectionOptions;
import io.isolatedworkers.socket.SocketDirectory;
import org.jspecify.annotations.Nullable;

/**
 * Connects to one worker that an earlier host started. Nothing is done to a process
 * before it has proved to be that worker: by its start, by listening on the worker's
 * socket, and by knowing the worker's secret.
 */
final class AttachingHost {

	/**
	 * How far apart two JVMs may see the start of one process. Linux tells it in
	 * hundredths of a second since the system's start, and the system's start in whole
	 * seconds, which step by one when the clock is adjusted; five JVMs in a row saw the
	 * same instant.
	 */
	private static final Duration START_TOLERANCE = Duration.ofSeconds(2);

	private final WorkerAddress address;

	private final ConnectionOptions options;

	private final ChannelSettings settings;

	private AttachingHost(WorkerAddress address, ConnectionOptions options, ChannelSettings settings) {
		this.address = address;
		this.options = options;
		this.settings = settings;
	}

	static ChildProcessChannel attach(WorkerAddress address, ConnectionOptions options, ChannelSettings settings) {
		return new AttachingHost(address, options, settings).attach();
	}

	private ChildProcessChannel attach() {
		if (!this.address.driver().equals(ChildProcessDriver.NAME)) {
			throw refused("it was started by driver '%s', this is driver '%s'; attach with the driver that started it"
				.formatted(this.address.driver(), ChildProcessDriver.NAME), null);
		}
		if (this.address.token() == null && this.settings.protocol() > 1) {
			throw refused(
					"its address has no token; use the address as it was given, or set protocol to 1 if the worker was started so",
					null);
		}
		ProcessHandle process = process();
		Path socket = this.address.socketPath();
		if (!Files.exists(socket)) {
			throw refused("its process runs, but its socket %s is missing, so it cannot be reached; end the process"
				.formatted(socket), null);
		}
		WorkerConnector connector = new WorkerConnector(this.settings, socket, own(), this.address.token(), false,
				process);
		WorkerProcess attached = WorkerProcess.attach(process, OutputFile.open(SocketDirectory.errorsOf(socket), 0));
		ChildProcessChannel channel = new ChildProcessChannel(this.settings, attached, connector, this.options, true);
		try {
			channel.connectWithinAttempts(prefix());
			return channel;
		}
		catch (RuntimeException ex) {
			attached.leave();
			throw ex;
		}
	}

	private ProcessHandle process() {
		long pid = this.address.pid();
		ProcessHandle process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive).orElse(null);
		if (process == null) {
			throw gone("the worker is gone; forget this address and start another worker");
		}
		Instant startedAt = process.info().startInstant().orElse(null);
		Instant expected = this.address.startedAt();
		if (expected != null && startedAt != null
				&& Duration.between(expected, startedAt).abs().compareTo(START_TOLERANCE) > 0) {
			throw gone(
					"the worker was started at %s, but the process that has its id now at %s. The worker is gone, or the system's clock was set since; forget this address and start another worker"
						.formatted(expected, startedAt));
		}
		return process;
	}

	/** A directory that this process made, to compare owners with. */
	private Path own() {
		try {
			return ChildProcessHost.sockets().path();
		}
		catch (UncheckedIOException | IllegalStateException ex) {
			throw refused(Objects.requireNonNullElse(ex.getMessage(), ex.toString()), ex);
		}
	}

	private String prefix() {
		return "Attaching to worker %s (pid %d)".formatted(this.settings.workerName(), this.address.pid());
	}

	private WorkerGoneException gone(String how) {
		return new WorkerGoneException("%s is not possible: %s".formatted(prefix(), how), null);
	}

	private WorkerStartException refused(String why, @Nullable Throwable cause) {
		return new WorkerStartException("%s is not possible: %s".formatted(prefix(), why), Stage.NOT_CONNECTED, null,
				"", cause);
	}

}
