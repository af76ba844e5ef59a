package io.isolatedworkers.driver.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.isolatedworkers.driver.Agreement;
import io.isolatedworkers.driver.ChannelListener;
import io.isolatedworkers.driver.ChannelSettings;
import io.isolatedworkers.driver.DriverChannel;
import io.isolatedworkers.driver.ShutdownReason;
import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.TypeRef;
import io.isolatedworkers.serializer.MalformedMessageException;
import io.isolatedworkers.socket.MessageConnection;
import org.jspecify.annotations.Nullable;

/**
 * The host's end of a worker process: its connection and its life. The worker is gone
 * when both its process has ended and its connection is closed; whichever comes first
 * sees to the other.
 */
public final class ChildProcessChannel implements DriverChannel, MessageConnection.Handler {

	/**
	 * After the process ended, how long its last words may still be read from the socket:
	 * an answer that was written just before the death must arrive.
	 */
	private static final long LAST_WORDS_MILLIS = 1_000;

	/** After the connection ended, how long the process may take to end by itself. */
	private static final long LOST_CONNECTION_MILLIS = 2_000;

	private final ChannelSettings settings;

	private final WorkerProcess process;

	private final MessageConnection connection;

	private final Path socket;

	private final CompletableFuture<ChannelListener> listener = new CompletableFuture<>();

	private final CompletableFuture<@Nullable IOException> disconnected = new CompletableFuture<>();

	private final CompletableFuture<ShutdownReason> gone = new CompletableFuture<>();

	private final AtomicBoolean closing = new AtomicBoolean();

	private volatile @Nullable String misbehaviour;

	ChildProcessChannel(ChannelSettings settings, WorkerProcess process, MessageConnection connection, Path socket) {
		this.settings = settings;
		this.process = process;
		this.connection = connection;
		this.socket = socket;
	}

	@Override
	public void start(ChannelListener listener) {
		this.listener.complete(listener);
		CompletableFuture<Integer> exited = this.process.exit();
		exited.thenRunAsync(this.connection::close, later(LAST_WORDS_MILLIS));
		this.disconnected.thenRunAsync(this::endProcessWithoutConnection, later(LOST_CONNECTION_MILLIS));
		this.disconnected.thenRun(listener::onClose);
		exited.thenCombineAsync(this.disconnected, (exitCode, broken) -> reasonOf(exitCode)).thenAccept((reason) -> {
			removeSocket();
			listener.onShutdown(reason);
			this.gone.complete(reason);
		});
	}

	private static Executor later(long millis) {
		return CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS);
	}

	private void endProcessWithoutConnection() {
		if (this.process.isAlive() && !this.closing.get()) {
			IOException broken = this.disconnected.join();
			kill("its connection was %s while its process kept running; it was killed"
				.formatted((broken != null) ? "lost (%s)".formatted(broken.getMessage()) : "closed by the worker"));
		}
	}

	private ShutdownReason reasonOf(int exitCode) {
		String tail = this.process.outputTail();
		String why = this.misbehaviour;
		if (why != null) {
			return ShutdownReason.error(why, exitCode, tail);
		}
		return this.closing.get() ? ShutdownReason.closed(exitCode) : ShutdownReason.exited(exitCode, tail);
	}

	private void removeSocket() {
		try {
			Files.deleteIfExists(this.socket);
		}
		catch (IOException ex) {
			this.settings.logger().warn("The socket file %s cannot be removed".formatted(this.socket), ex);
		}
	}

	@Override
	public void send(Message message, TypeRef<?> payloadType) {
		this.connection.send(message, payloadType);
	}

	@Override
	public boolean isConnected() {
		return this.connection.isOpen();
	}

	@Override
	public OptionalLong pid() {
		return OptionalLong.of(this.process.pid());
	}

	@Override
	public Agreement agreement() {
		return this.connection.agreement();
	}

	@Override
	public CompletableFuture<ShutdownReason> close(Duration grace) {
		if (this.closing.compareAndSet(false, true)) {
			this.connection.close();
			this.process.end(grace);
		}
		return this.gone.copy();
	}

	@Override
	public void kill(String why) {
		if (this.misbehaviour == null && !this.closing.get()) {
			this.misbehaviour = why;
		}
		this.process.kill();
	}

	@Override
	public @Nullable TypeRef<?> typeOf(String tx, String type) {
		return this.listener.join().typeOf(tx, type);
	}

	@Override
	public void onMessage(Message message) {
		this.listener.join().onMessage(message);
	}

	@Override
	public void onError(MalformedMessageException failure) {
		this.listener.join().onError(failure);
	}

	@Override
	public void onClosed(@Nullable IOException reason) {
		this.disconnected.complete(reason);
	}

}
