package io.isolatedworkers.command;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.isolatedworkers.client.Worker;
import io.isolatedworkers.client.WorkerObserver;
import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.driver.LibraryThreads;
import io.isolatedworkers.driver.ShutdownReason;
import io.isolatedworkers.logging.Logger;
import io.isolatedworkers.socket.Backoff;
import io.isolatedworkers.socket.HostHandshake;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a connection to the host: a thread connects, waits for the end, and connects
 * again, until it is closed. Safe for use by several threads.
 */
final class HostLink implements AutoCloseable {

	private static final Backoff BACKOFF = Backoff.exponential(Duration.ofMillis(100), Duration.ofSeconds(5));

	/** A connection that lasts no longer counts as one more failure to connect. */
	private static final long STEADY_NANOS = TimeUnit.SECONDS.toNanos(5);

	private static final LibraryThreads THREADS = new LibraryThreads("isolated-workers-commands-connect");

	private final Path socket;

	private final String token;

	private final WorkerOptions options;

	private final Runnable onConnect;

	private final Thread thread = THREADS.newThread(this::run);

	/** Completes when it is known whether the host is there. */
	private final CompletableFuture<Void> known = new CompletableFuture<>();

	/** The host or why it is away, {@code null} until one of them is known. */
	private volatile @Nullable State state;

	private volatile boolean closed;

	HostLink(Path socket, String token, WorkerOptions options, Runnable onConnect) {
		this.socket = socket;
		this.token = token;
		this.options = options;
		this.onConnect = onConnect;
	}

	void start() {
		this.thread.start();
	}

	private void run() {
		int failures = 0;
		while (!this.closed) {
			long begin = System.nanoTime();
			try {
				tryToStayConnected();
				failures = (System.nanoTime() - begin > STEADY_NANOS) ? 0 : failures + 1;
				TimeUnit.NANOSECONDS.sleep(BACKOFF.delay(Math.max(0, failures - 1)).toNanos());
			}
			catch (InterruptedException ex) {
				// closed, or interrupted by somebody who has no right to end this thread
			}
		}
	}

	private void tryToStayConnected() throws InterruptedException {
		try {
			stayConnected();
		}
		catch (HostHandshake.RefusedException ex) {
			away(CommandProblem.REFUSED, "The host refuses commands of this process: " + ex.getMessage());
		}
		catch (IOException | RuntimeException | Error ex) {
			logger().debug("Commands: the host is not reached: " + ex.getMessage());
		}
	}

	private void stayConnected() throws IOException, HostHandshake.RefusedException, InterruptedException {
		HostChannel channel = HostChannel.connect(this.socket, this.token, logger());
		CompletableFuture<Void> gone = new CompletableFuture<>();
		Worker connected = Worker.over("host", this.options, new Farewell(gone), (settings) -> channel);
		try {
			this.state = new State(connected, CommandProblem.HOST_AWAY, "");
			this.known.complete(null);
			this.onConnect.run();
			gone.get();
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
		finally {
			away(CommandProblem.HOST_AWAY, "The host at %s is away".formatted(this.socket));
			connected.closeAsync();
		}
	}

	/** Logs once for each time the host goes, or refuses, not for each attempt. */
	private void away(CommandProblem problem, String why) {
		State before = this.state;
		this.state = new State(null, problem, why);
		this.known.complete(null);
		if ((before == null || before.host != null || before.problem != problem) && !this.closed) {
			logger().warn("Commands: %s; trying again until it is back".formatted(why));
		}
	}

	private Logger logger() {
		return this.options.logger();
	}

	/** Returns the host if it is connected. */
	@Nullable Worker current() {
		State now = this.state;
		return (now != null) ? now.host : null;
	}

	/**
	 * Returns the host. The first connection is awaited; once the host was there, and
	 * when it refuses, this fails at once.
	 */
	Worker await(Duration timeout) {
		Worker connected = current();
		if (connected != null) {
			return connected;
		}
		try {
			this.known.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new CommandException(CommandProblem.INTERRUPTED, "Interrupted while the host was awaited", ex);
		}
		catch (ExecutionException | TimeoutException ex) {
			throw notReached(timeout);
		}
		return present();
	}

	/** Does what {@link #await} does without waiting. */
	CompletableFuture<Worker> awaitAsync(Duration timeout) {
		Worker connected = current();
		if (connected != null) {
			return CompletableFuture.completedFuture(connected);
		}
		return this.known.copy().orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS).handle((nothing, late) -> {
			if (late != null) {
				throw notReached(timeout);
			}
			return present();
		});
	}

	private Worker present() {
		State now = this.state;
		if (now != null && now.host != null) {
			return now.host;
		}
		if (this.closed || now == null) {
			throw new CommandException(CommandProblem.CLOSED, "The client of commands is closed", null);
		}
		throw new CommandException(now.problem, now.why, null);
	}

	private CommandException notReached(Duration timeout) {
		return new CommandException(CommandProblem.HOST_AWAY,
				"The host was not reached at %s within %s".formatted(this.socket, timeout), null);
	}

	boolean isClosed() {
		return this.closed;
	}

	@Override
	public void close() {
		this.closed = true;
		this.thread.interrupt();
		Worker connected = current();
		if (connected != null) {
			connected.close();
		}
		this.known.complete(null);
		try {
			this.thread.join(TimeUnit.SECONDS.toMillis(1));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** The host, or why it is away; in one, so that nobody sees half of a change. */
	private record State(@Nullable Worker host, CommandProblem problem, String why) {
	}

	/** Is told that a connection ended. */
	private record Farewell(CompletableFuture<Void> gone) implements WorkerObserver {

		@Override
		public void released(Worker worker) {
		}

		@Override
		public void connected(Worker worker) {
		}

		@Override
		public void gone(Worker worker, ShutdownReason reason) {
			this.gone.complete(null);
		}

	}

}
