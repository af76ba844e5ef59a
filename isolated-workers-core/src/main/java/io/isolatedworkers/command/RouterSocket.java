package io.isolatedworkers.command;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

import io.isolatedworkers.driver.LibraryThreads;
import io.isolatedworkers.logging.Logger;
import io.isolatedworkers.socket.HostHandshake;
import io.isolatedworkers.socket.MessageConnection;
import io.isolatedworkers.socket.PeerCredentials;
import io.isolatedworkers.socket.SocketAdapter;
import io.isolatedworkers.socket.SocketDirectory;

/**
 * Listens, and owns the connections that come of it until they end.
 */
final class RouterSocket implements AutoCloseable {

	/** How long to wait for a file descriptor when there is none left. */
	private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	/** How long connections may take to end. */
	private static final long END_SECONDS = 5;

	private static final LibraryThreads THREADS = new LibraryThreads("isolated-workers-commands-accept");

	private final Path path;

	private final ServerSocketChannel channel;

	private final Function<MessageConnection, WorkerConnection> factory;

	private final Refusals refusals;

	private final Logger logger;

	private final Set<WorkerConnection> connections = ConcurrentHashMap.newKeySet();

	private final Thread thread = THREADS.newThread(this::accept);

	/** For hosts that forget to close their router. */
	private final Thread atExit = new Thread(this::removeAtExit, "isolated-workers-commands-exit");

	RouterSocket(Path path, Function<MessageConnection, WorkerConnection> factory, Refusals refusals, Logger logger)
			throws IOException {
		this.path = path;
		this.factory = factory;
		this.refusals = refusals;
		this.logger = logger;
		this.channel = SocketAdapter.listen(path);
	}

	void start() {
		this.thread.start();
		try {
			Runtime.getRuntime().addShutdownHook(this.atExit);
		}
		catch (IllegalStateException ex) {
			// The JVM exits already, and whoever began this now ends it
		}
	}

	/** With the directory, if that was given up already; else whoever does removes it. */
	private void removeAtExit() {
		SocketDirectory.removeSocket(this.path);
	}

	private void accept() {
		while (this.channel.isOpen()) {
			try {
				admit(this.channel.accept());
			}
			catch (ClosedChannelException ex) {
				return;
			}
			catch (IOException ex) {
				this.refusals.stranger("could not be accepted: " + ex.getMessage());
				LockSupport.parkNanos(PAUSE_NANOS);
			}
		}
	}

	private void admit(SocketChannel stranger) {
		try {
			PeerCredentials.requireSameUser(stranger, this.path);
			WorkerConnection connection = this.factory
				.apply(new MessageConnection("commands", stranger, Wire.MAX_FRAME_BYTES, this.logger));
			this.connections.add(connection);
			connection.ended().thenRun(() -> this.connections.remove(connection));
			boolean begun = false;
			try {
				connection.begin();
				begun = true;
			}
			finally {
				if (!begun) {
					this.connections.remove(connection);
				}
			}
			if (!this.channel.isOpen()) {
				connection.close();
			}
		}
		catch (IOException | HostHandshake.RefusedException | RuntimeException | Error ex) {
			// Whatever it is, those who come next must find the door open
			this.refusals.stranger("was refused: " + ex.getMessage());
			try {
				stranger.close();
			}
			catch (IOException closing) {
				// refused in any case
			}
		}
	}

	private void forgetExit() {
		try {
			Runtime.getRuntime().removeShutdownHook(this.atExit);
		}
		catch (IllegalStateException ex) {
			// The JVM exits: it finds nothing to remove
		}
	}

	/** Ends all connections, and waits a little until they have. */
	@Override
	public void close() throws IOException {
		try {
			this.channel.close();
		}
		finally {
			SocketAdapter.remove(this.path);
			forgetExit();
		}
		this.connections.forEach(WorkerConnection::close);
		try {
			this.thread.join(TimeUnit.SECONDS.toMillis(END_SECONDS));
			CompletableFuture
				.allOf(this.connections.stream().map(WorkerConnection::ended).toArray(CompletableFuture[]::new))
				.get(END_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException ex) {
			this.logger.warn("Commands: not all connections have ended within %d s".formatted(END_SECONDS));
		}
	}

}
