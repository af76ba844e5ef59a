package io.isolatedworkers.driver.process;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import io.isolatedworkers.driver.Agreement;
import io.isolatedworkers.driver.ChannelClosedException;
import io.isolatedworkers.driver.ServerChannel;
import io.isolatedworkers.driver.ServerListener;
import io.isolatedworkers.driver.ServerSettings;
import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.TypeRef;
import io.isolatedworkers.serializer.Serializer;
import io.isolatedworkers.socket.HostHandshake;
import io.isolatedworkers.socket.MessageConnection;
import io.isolatedworkers.socket.PeerCredentials;
import io.isolatedworkers.socket.SocketAdapter;
import io.isolatedworkers.socket.SocketDirectory;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The worker's end: listens on the socket of the start-up data and serves one host at a
 * time. A process that connects but is not the host is turned away and changes nothing.
 */
final class ChildProcessServer implements ServerChannel {

	/** How long the end of a connection may go unnoticed. */
	private static final long LEAVE_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	/** How long the end of the worker may take, its shutdown hooks included. */
	private static final long EXIT_MILLIS = 2_000;

	private final ProcessStartupData data;

	private final ServerSettings settings;

	private final AtomicReference<@Nullable ConnectedHost> host = new AtomicReference<>();

	private final AtomicBoolean ended = new AtomicBoolean();

	private final HostWatch watch;

	/** Looked up before a host waits for the answer to its greeting. */
	private final long pid = OwnPid.get();

	private volatile @Nullable ServerSocketChannel server;

	private volatile @Nullable ServerListener listener;

	ChildProcessServer(ProcessStartupData data, ServerSettings settings) {
		this.data = data;
		this.settings = settings;
		this.watch = new HostWatch(this, data);
		Serializer own = settings.serializer();
		if (data.serializer() != null && !data.serializer().equals(own.name())) {
			throw new IllegalStateException(mismatch(data.serializer(), own.name()));
		}
	}

	static String mismatch(String ofHost, String own) {
		return "Serializer mismatch: host uses %s, worker uses %s".formatted(ofHost, own);
	}

	@Override
	public void start(ServerListener listener) {
		this.listener = listener;
		// Ctrl-C in a terminal, and its closing, are meant for the host, which ends its
		// workers in its own time, or leaves them
		ignore("INT");
		ignore("HUP");
		try {
			ServerSocketChannel channel = SocketAdapter.listen(this.data.socketPath());
			this.server = channel;
			Runtime.getRuntime().addShutdownHook(new SocketRemoval(this.data.socketPath()));
			// Keeps the worker's JVM alive after its main method returned
			new Thread(new Runnable() {

				@Override
				public void run() {
					accept(channel, listener);
				}

			}, "isolated-workers-accept").start();
			daemon("host-watch", this.watch);
		}
		catch (IOException ex) {
			throw new IllegalStateException(
					"The worker cannot listen on %s: %s".formatted(this.data.socketPath(), ex.getMessage()), ex);
		}
	}

	private void ignore(String signal) {
		try {
			Signal.handle(new Signal(signal), SignalHandler.SIG_IGN);
		}
		catch (IllegalArgumentException ex) {
			// Windows has no SIGHUP; a JVM with -Xrs leaves both to the system
			this.settings.logger().debug("The signal %s is not ignored: %s".formatted(signal, ex.getMessage()));
		}
	}

	private static void daemon(String name, Runnable task) {
		Thread thread = new Thread(task, "isolated-workers-" + name);
		thread.setDaemon(true);
		thread.start();
	}

	private void accept(ServerSocketChannel channel, ServerListener listener) {
		try {
			while (true) {
				admit(channel.accept(), listener);
			}
		}
		catch (ClosedChannelException ex) {
			// closed by close()
		}
		catch (IOException ex) {
			end("listening failed: " + ex.getMessage(), false);
		}
	}

	private void admit(SocketChannel channel, ServerListener listener) {
		try {
			PeerCredentials.requireSameUser(channel, this.data.socketPath());
			MessageConnection connection = new MessageConnection("host", channel, this.data.maxFrameBytes(),
					this.settings.logger());
			ConnectedHost candidate = new ConnectedHost(this, this.data, this.settings, connection, listener);
			if (this.data.protocol() < 2) {
				candidate.admitWithoutGreeting();
			}
			connection.start(candidate);
		}
		catch (IOException | HostHandshake.RefusedException ex) {
			this.settings.logger().warn("A connection was refused: " + ex.getMessage());
			closeQuietly(channel);
		}
	}

	private static void closeQuietly(SocketChannel channel) {
		try {
			channel.close();
		}
		catch (IOException ex) {
			// refused in any case
		}
	}

	@Override
	public void send(Message message, TypeRef<?> payloadType) {
		ConnectedHost current = this.host.get();
		// Until both ends have agreed, an answer for an earlier host would be read as
		// something else
		if (current == null || !current.isAdmitted()) {
			throw new ChannelClosedException("'%s' was not sent: no host is connected".formatted(message.type()));
		}
		current.connection().send(message, payloadType);
	}

	@Override
	public boolean runHere(Runnable task) {
		ConnectedHost current = this.host.get();
		return current != null && current.connection().runHere(task);
	}

	@Override
	public void flush() {
		ConnectedHost current = this.host.get();
		if (current != null) {
			current.connection().flush();
		}
	}

	@Override
	public Agreement agreement() {
		ConnectedHost current = this.host.get();
		return (current != null) ? current.connection().agreement() : Agreement.VERSION_1;
	}

	@Override
	public void close() {
		end("closed", true);
	}

	/** Makes a process the one host, unless there is one or the worker ends. */
	boolean takePlace(ConnectedHost candidate) {
		return this.host.compareAndSet(null, candidate) && !this.ended.get();
	}

	/**
	 * Does the same, but gives a host that has left the time to be seen leaving: version
	 * 1 has no way to say that one may try again.
	 */
	boolean awaitPlace(ConnectedHost candidate) {
		long deadline = System.nanoTime() + LEAVE_NANOS;
		while (!takePlace(candidate)) {
			if (this.ended.get() || System.nanoTime() - deadline > 0) {
				return false;
			}
			LockSupport.parkNanos(LOOK_NANOS);
		}
		return true;
	}

	long pid() {
		return this.pid;
	}

	void hostAdmitted() {
		this.watch.stop();
	}

	/**
	 * The connection of a process ended.
	 * @return whether that process was the host
	 */
	boolean leavePlace(ConnectedHost leaving, boolean last) {
		// A worker about to stop keeps its place taken, so that nobody else gets in
		return this.host.compareAndSet(leaving, last ? leaving : null);
	}

	void end(String why, boolean orderly) {
		if (!this.ended.compareAndSet(false, true)) {
			return;
		}
		int status = orderly ? 0 : 1;
		haltLater(status);
		this.watch.stop();
		ServerListener told = this.listener;
		if (told != null) {
			told.onEnd(why, orderly);
		}
		// Last, since the thread that listens is what keeps the JVM alive
		stopListening();
		ConnectedHost current = this.host.getAndSet(null);
		if (current != null) {
			current.connection().close();
		}
		// Not on this thread, which may be one that shutdown hooks wait for
		daemon("exit", () -> System.exit(status));
	}

	private void stopListening() {
		ServerSocketChannel channel = this.server;
		if (channel == null) {
			return;
		}
		try {
			channel.close();
		}
		catch (IOException ex) {
			this.settings.logger().debug("The server socket cannot be closed: " + ex.getMessage());
		}
		SocketDirectory.removeSocket(this.data.socketPath());
	}

	/**
	 * Ends the process by force if its handlers, its implementation or its shutdown hooks
	 * go on for too long.
	 */
	private static void haltLater(int status) {
		daemon("halt", () -> {
			try {
				Thread.sleep(EXIT_MILLIS);
			}
			catch (InterruptedException ex) {
				// all the sooner
			}
			Runtime.getRuntime().halt(status);
		});
	}

	/** The end of a worker's JVM, however it comes to it. */
	private static final class SocketRemoval extends Thread {

		private final Path socket;

		private SocketRemoval(Path socket) {
			this.socket = socket;
		}

		@Override
		public void run() {
			SocketDirectory.removeSocket(this.socket);
		}

	}

}
