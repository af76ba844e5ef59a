package io.isolatedworkers.driver.process;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import io.isolatedworkers.driver.Agreement;
import io.isolatedworkers.driver.Awaiting;
import io.isolatedworkers.driver.ChannelClosedException;
import io.isolatedworkers.driver.ChannelListener;
import io.isolatedworkers.driver.ChannelSettings;
import io.isolatedworkers.driver.DetachableChannel;
import io.isolatedworkers.driver.LibraryThreads;
import io.isolatedworkers.driver.ShutdownReason;
import io.isolatedworkers.driver.WorkerAddress;
import io.isolatedworkers.driver.WorkerStartException;
import io.isolatedworkers.driver.WorkerStartException.Stage;
import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.TypeRef;
import io.isolatedworkers.socket.ConnectionOptions;
import io.isolatedworkers.socket.HostHandshake;
import io.isolatedworkers.socket.MessageConnection;
import io.isolatedworkers.socket.SocketDirectory;
import org.jspecify.annotations.Nullable;

/**
 * The host's end of a worker process: the life of the process and its connections, one
 * after the other. The worker is gone when both its process has ended and its connection
 * is closed; whichever comes first sees to the other.
 */
public final class ChildProcessChannel implements DetachableChannel {

	/**
	 * After the process ended, how long its last words may still be read from the socket:
	 * an answer that was written just before the death must arrive.
	 */
	private static final long LAST_WORDS_MILLIS = 1_000;

	/** After the connection ended, how long the process may take to end by itself. */
	private static final long LOST_CONNECTION_MILLIS = 1_000;

	/**
	 * Sees to the ends of workers. The JDK's common pool may be busy with a user's work,
	 * and a pool of workers waits for this to go on with a spare.
	 */
	private static final Executor ENDS = new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS,
			new SynchronousQueue<>(), new LibraryThreads("isolated-workers-end"));

	private final ChannelSettings settings;

	private final WorkerProcess process;

	private final WorkerConnector connector;

	private final ConnectionOptions options;

	private final boolean detached;

	private final @Nullable Instant processStart;

	private final CompletableFuture<ChannelListener> listener = new CompletableFuture<>();

	private final CompletableFuture<ShutdownReason> gone = new CompletableFuture<>();

	/** Guards the changes of what follows; nothing is called while it is held. */
	private final ReentrantLock lock = new ReentrantLock();

	/** Held while a connection is made in place of another. */
	private final ReentrantLock reconnecting = new ReentrantLock();

	private volatile Link link = Link.none();

	private volatile boolean closing;

	private volatile @Nullable String misbehaviour;

	ChildProcessChannel(ChannelSettings settings, WorkerProcess process, WorkerConnector connector,
			ConnectionOptions options, boolean detached) {
		this.settings = settings;
		this.process = process;
		this.connector = connector;
		this.options = options;
		this.detached = detached;
		this.processStart = process.startedAt();
	}

	/** Makes a connection in place of one that is closed. */
	void connect(Duration limit) throws IOException, HostHandshake.RefusedException, InterruptedException {
		Link next = new Link(this.listener);
		next.connected(this.connector.connect(next, limit));
		this.lock.lock();
		try {
			this.link = next;
		}
		finally {
			this.lock.unlock();
		}
		next.closed().thenAccept((broken) -> connectionEnded(next, broken));
		if (this.closing || !this.process.isAlive()) {
			next.close();
		}
	}

	@Override
	public void start(ChannelListener listener) {
		this.listener.complete(listener);
		CompletableFuture<OptionalInt> exited = this.process.exit();
		exited.thenRunAsync(() -> this.link.close(), later(LAST_WORDS_MILLIS));
		exited.thenCompose((exitCode) -> this.link.closed().thenApply((broken) -> exitCode))
			.thenAcceptAsync((exitCode) -> end(listener, exitCode), ENDS);
	}

	private static Executor later(long millis) {
		return CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS);
	}

	private void end(ChannelListener listener, OptionalInt exitCode) {
		ShutdownReason reason = reasonOf(exitCode.isPresent() ? exitCode.getAsInt() : null);
		this.process.closeOutput();
		SocketDirectory.removeSocket(this.connector.socket());
		try {
			listener.onShutdown(reason);
		}
		finally {
			this.gone.complete(reason);
		}
	}

	private ShutdownReason reasonOf(@Nullable Integer exitCode) {
		String why = this.misbehaviour;
		if (why == null && this.closing) {
			return ShutdownReason.closed(exitCode);
		}
		String tail = this.process.outputTail();
		if (why != null) {
			return ShutdownReason.error(why, exitCode, tail);
		}
		return (exitCode != null) ? ShutdownReason.exited(exitCode, tail) : ShutdownReason.exitedUnseen(tail);
	}

	/**
	 * A connection ended: with its process, on purpose, or although the process lives.
	 */
	private void connectionEnded(Link ended, @Nullable IOException broken) {
		this.listener.thenAccept((told) -> {
			if (ended.isOnPurpose()) {
				ended.tellClosed(told);
				return;
			}
			if (this.closing) {
				return;
			}
			ENDS.execute(() -> {
				this.process.awaitEnd(LOST_CONNECTION_MILLIS);
				if (this.process.isAlive() && !this.closing && this.link == ended) {
					ended.tellClosed(told);
					recover(broken);
				}
			});
		});
	}

	private void recover(@Nullable IOException broken) {
		String how = (broken != null) ? "lost (%s)".formatted(broken.getMessage()) : "closed by the worker";
		if (!this.options.reconnect()) {
			kill("its connection was %s while its process kept running".formatted(how));
			return;
		}
		this.settings.logger().warn("The connection of worker %s was %s; connecting again".formatted(name(), how));
		try {
			reconnect();
		}
		catch (RuntimeException ex) {
			// A backoff function that fails must not leave the worker without anybody
			kill("its connection was %s and it cannot be connected to again (%s)".formatted(how, ex.getMessage()));
		}
	}

	private String name() {
		return this.settings.workerName();
	}

	@Override
	public void disconnect() {
		this.link.closeOnPurpose();
		if (this.detached) {
			// A host may come and go many times before the worker ends
			this.process.closeOutput();
		}
	}

	@Override
	public void reconnect() {
		String doing = "Connecting to worker %s (pid %d) again".formatted(name(), this.process.pid());
		// One thread at a time: the worker would refuse a second connection
		try {
			this.reconnecting.lockInterruptibly();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw failed(doing, Stage.NOT_CONNECTED, "was interrupted", ex);
		}
		try {
			if (isConnected()) {
				return;
			}
			Link last = this.link;
			last.closed().join();
			failIfGone(doing);
			last.tellClosed(this.listener.join());
			connectWithinAttempts(doing);
		}
		finally {
			this.reconnecting.unlock();
		}
		this.listener.join().onConnect();
	}

	/**
	 * Connects to a worker that listens.
	 * @param doing what this is, for errors
	 * @throws WorkerStartException if the worker is gone, refuses the host, or cannot be
	 * reached within the attempts
	 */
	void connectWithinAttempts(String doing) {
		String problem = "";
		for (int attempt = 0; attempt < this.options.attempts(); attempt++) {
			failIfGone(doing);
			try {
				if (attempt > 0) {
					TimeUnit.NANOSECONDS.sleep(this.options.backoff().checkedDelay(attempt - 1).toNanos());
				}
				connect(this.settings.startupTimeout());
				return;
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw failed(doing, Stage.NOT_CONNECTED, "was interrupted", ex);
			}
			catch (HostHandshake.RefusedException ex) {
				throw failed(doing, Stage.REFUSED, "was refused: " + ex.getMessage(), ex);
			}
			catch (IOException ex) {
				problem = String.valueOf(ex.getMessage());
			}
		}
		failIfGone(doing);
		throw failed(doing, Stage.NOT_CONNECTED, "failed %d times: %s".formatted(this.options.attempts(), problem),
				null);
	}

	private void failIfGone(String doing) {
		if (this.closing || !this.process.isAlive()) {
			throw failed(doing, Stage.ENDED, "is not possible: Worker process terminated", null);
		}
	}

	private static WorkerStartException failed(String doing, Stage stage, String what, @Nullable Throwable cause) {
		return new WorkerStartException("%s %s".formatted(doing, what), stage, null, "", cause);
	}

	@Override
	public WorkerAddress address() {
		if (!this.detached) {
			throw new IllegalStateException(
					"Worker %s ends with its host, so no later host can attach to it; set detached in its ChildProcessOptions"
						.formatted(name()));
		}
		return new WorkerAddress(name(), ChildProcessDriver.NAME, this.connector.socket(), this.process.pid(),
				this.processStart, this.connector.token());
	}

	@Override
	public void send(Message message, TypeRef<?> payloadType) {
		MessageConnection connection = this.link.connection();
		if (connection == null) {
			throw new ChannelClosedException(
					"'%s' was not sent: worker %s is not connected".formatted(message.type(), name()));
		}
		connection.send(message, payloadType);
	}

	@Override
	public void receiveUntil(Awaiting waiting, long nanos) {
		MessageConnection connection = this.link.connection();
		if (connection != null) {
			connection.receiveUntil(waiting, nanos);
		}
	}

	@Override
	public void wakeReceiver() {
		MessageConnection connection = this.link.connection();
		if (connection != null) {
			connection.wakeReceiver();
		}
	}

	@Override
	public void keepReceiving() {
		MessageConnection connection = this.link.connection();
		if (connection != null) {
			connection.keepReceiving();
		}
	}

	@Override
	public boolean isConnected() {
		MessageConnection connection = this.link.connection();
		return connection != null && connection.isOpen();
	}

	@Override
	public OptionalLong pid() {
		return OptionalLong.of(this.process.pid());
	}

	@Override
	public Agreement agreement() {
		MessageConnection connection = this.link.connection();
		return (connection != null) ? connection.agreement() : Agreement.VERSION_1;
	}

	@Override
	public CompletableFuture<ShutdownReason> close(Duration grace) {
		this.lock.lock();
		try {
			if (this.closing) {
				return this.gone.copy();
			}
			this.closing = true;
		}
		finally {
			this.lock.unlock();
		}
		this.link.close();
		this.process.end(grace);
		return this.gone.copy();
	}

	@Override
	public void kill(String why) {
		if (this.misbehaviour == null && !this.closing) {
			this.misbehaviour = why + "; it was killed";
		}
		this.process.kill();
	}

}
