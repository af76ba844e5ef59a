package io.isolatedworkers.command;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.isolatedworkers.driver.Agreement;
import io.isolatedworkers.driver.Awaiting;
import io.isolatedworkers.driver.ChannelClosedException;
import io.isolatedworkers.driver.ChannelListener;
import io.isolatedworkers.driver.DriverChannel;
import io.isolatedworkers.driver.Feature;
import io.isolatedworkers.driver.ShutdownReason;
import io.isolatedworkers.logging.Logger;
import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.TypeRef;
import io.isolatedworkers.serializer.JsonSerializer;
import io.isolatedworkers.serializer.MalformedMessageException;
import io.isolatedworkers.socket.Hello;
import io.isolatedworkers.socket.HostHandshake;
import io.isolatedworkers.socket.MessageConnection;
import io.isolatedworkers.socket.PeerCredentials;
import io.isolatedworkers.socket.SocketAdapter;
import org.jspecify.annotations.Nullable;

/**
 * The worker's end of one command connection. What is at the other end is the host: it is
 * never killed, and its life ends for this channel with the connection.
 */
final class HostChannel implements DriverChannel, MessageConnection.Handler {

	private static final long PATIENCE_SECONDS = 10;

	private static final List<String> FEATURES = List.of(Feature.DEADLINE.wireName(), Feature.META.wireName(),
			Feature.CANCEL.wireName());

	private final MessageConnection connection;

	private final CompletableFuture<ChannelListener> listener = new CompletableFuture<>();

	private final CompletableFuture<ShutdownReason> ended = new CompletableFuture<>();

	private volatile boolean onPurpose;

	private HostChannel(MessageConnection connection) {
		this.connection = connection;
	}

	/**
	 * Connects and shows the token.
	 * @throws IOException if nobody is there
	 * @throws HostHandshake.RefusedException if the host, or this side, will not have it
	 */
	static HostChannel connect(Path socket, String token, Logger logger)
			throws IOException, HostHandshake.RefusedException, InterruptedException {
		MessageConnection connection = new MessageConnection("host", open(socket), Wire.MAX_FRAME_BYTES, logger);
		HostChannel channel = new HostChannel(connection);
		boolean agreed = false;
		try {
			JsonSerializer json = new JsonSerializer();
			Hello hello = new Hello(Agreement.LATEST_PROTOCOL, json.name(), json.formatId(), token,
					ProcessHandle.current().pid(), FEATURES);
			HostHandshake.begin(connection, hello, json, channel).outcome().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
			agreed = true;
			return channel;
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof HostHandshake.RefusedException refused) {
				throw refused;
			}
			throw new IOException("the greeting failed: " + ex.getCause(), ex);
		}
		catch (ChannelClosedException ex) {
			throw new IOException(ex.getMessage(), ex);
		}
		catch (TimeoutException ex) {
			throw new IOException("the host did not answer within %d s".formatted(PATIENCE_SECONDS), ex);
		}
		finally {
			if (!agreed) {
				connection.close();
			}
		}
	}

	private static SocketChannel open(Path socket) throws IOException, HostHandshake.RefusedException {
		SocketChannel channel = SocketAdapter.connect(socket);
		boolean trusted = false;
		try {
			// The token must not be shown to another user, who may listen in the host's
			// place
			PeerCredentials.requireOwnUser(channel);
			trusted = true;
			return channel;
		}
		finally {
			if (!trusted) {
				channel.close();
			}
		}
	}

	@Override
	public void start(ChannelListener listener) {
		this.listener.complete(listener);
		this.ended.thenAccept(listener::onShutdown);
	}

	@Override
	public void send(Message message, TypeRef<?> payloadType) {
		this.connection.send(message, payloadType);
	}

	@Override
	public void receiveUntil(Awaiting waiting, long nanos) {
		this.connection.receiveUntil(waiting, nanos);
	}

	@Override
	public void wakeReceiver() {
		this.connection.wakeReceiver();
	}

	@Override
	public void keepReceiving() {
		this.connection.keepReceiving();
	}

	@Override
	public boolean isConnected() {
		return this.connection.isOpen();
	}

	@Override
	public OptionalLong pid() {
		return OptionalLong.empty();
	}

	@Override
	public Agreement agreement() {
		return this.connection.agreement();
	}

	@Override
	public CompletableFuture<ShutdownReason> close(Duration grace) {
		this.onPurpose = true;
		this.connection.close();
		return this.ended.copy();
	}

	/** A host that goes on with what was given up is left in peace. */
	@Override
	public void kill(String why) {
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
		this.ended.complete(
				this.onPurpose ? ShutdownReason.closed(null) : ShutdownReason.error("the connection ended", null, ""));
	}

}
