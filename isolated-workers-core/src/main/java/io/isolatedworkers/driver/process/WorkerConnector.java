package io.isolatedworkers.driver.process;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.isolatedworkers.driver.Agreement;
import io.isolatedworkers.driver.ChannelClosedException;
import io.isolatedworkers.driver.ChannelSettings;
import io.isolatedworkers.driver.Feature;
import io.isolatedworkers.socket.Hello;
import io.isolatedworkers.socket.HostHandshake;
import io.isolatedworkers.socket.MessageConnection;
import io.isolatedworkers.socket.PeerCredentials;
import io.isolatedworkers.socket.SocketAdapter;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections to one worker that listens: one when it was started, and one each
 * time it is connected to again. Immutable.
 *
 * @param settings what both sides agree on
 * @param socket where the worker listens
 * @param own a directory that this process made, to compare owners with
 * @param token the secret to show, {@code null} to speak version 1
 * @param mayBeVersion1 whether a worker that does not answer the handshake may be one
 * that never heard of it
 * @param process the process that must listen, {@code null} for one that this host
 * started, with a socket of its own
 */
record WorkerConnector(ChannelSettings settings, Path socket, Path own, @Nullable String token, boolean mayBeVersion1,
		@Nullable ProcessHandle process) {

	/**
	 * After this long without an answer to the handshake, a worker is taken for version
	 * 1.
	 */
	private static final Duration SILENCE = Duration.ofSeconds(5);

	private static final SecureRandom RANDOM = new SecureRandom();

	private static final int TOKEN_BYTES = 32;

	/** A secret that a worker asks of its host. */
	static String newToken() {
		byte[] bytes = new byte[TOKEN_BYTES];
		RANDOM.nextBytes(bytes);
		return HexFormat.of().formatHex(bytes);
	}

	/**
	 * Connects once and agrees on the protocol.
	 * @param handler who gets the messages
	 * @param limit how long the worker may take to answer
	 * @return the connection, ready for use
	 * @throws IOException if nobody listens, or the connection is lost on the way
	 * @throws HostHandshake.RefusedException if the worker does not want this host;
	 * trying again does not help
	 */
	MessageConnection connect(MessageConnection.Handler handler, Duration limit)
			throws IOException, HostHandshake.RefusedException, InterruptedException {
		MessageConnection connection = new MessageConnection(this.settings.workerName(), open(),
				this.settings.maxFrameBytes(), this.settings.logger());
		try {
			boolean known = knowsPeer();
			if (this.token == null) {
				connection.agree(Agreement.VERSION_1, this.settings.serializer(), handler);
				connection.start(handler);
			}
			else {
				HostHandshake handshake = greet(connection, handler, limit);
				if (!known && this.process != null && handshake.peerPid().isPresent()) {
					PeerCredentials.requireProcess(handshake.peerPid().getAsLong(), this.process);
				}
			}
			return connection;
		}
		catch (ChannelClosedException ex) {
			throw new IOException(ex.getMessage(), ex);
		}
		catch (IOException | HostHandshake.RefusedException | InterruptedException | RuntimeException ex) {
			connection.close();
			throw ex;
		}
	}

	private SocketChannel open() throws IOException, HostHandshake.RefusedException {
		SocketChannel channel = SocketAdapter.connect(this.socket);
		try {
			PeerCredentials.requireSameUser(channel, this.own);
			return channel;
		}
		catch (IOException | RuntimeException | HostHandshake.RefusedException ex) {
			channel.close();
			throw ex;
		}
	}

	/**
	 * Whether the system says that the process is at the other end. Asked while this host
	 * is connected: a worker of version 1 takes the first that connects for its host.
	 */
	private boolean knowsPeer() throws IOException, HostHandshake.RefusedException {
		OptionalLong peer = (this.process != null) ? SocketAdapter.peerPid(this.socket) : OptionalLong.empty();
		if (this.process != null && peer.isPresent()) {
			PeerCredentials.requireProcess(peer.getAsLong(), this.process);
		}
		return peer.isPresent();
	}

	private HostHandshake greet(MessageConnection connection, MessageConnection.Handler handler, Duration limit)
			throws IOException, HostHandshake.RefusedException, InterruptedException {
		Hello hello = new Hello(Agreement.LATEST_PROTOCOL, this.settings.serializer().name(),
				this.settings.serializer().formatId(), this.token, ProcessHandle.current().pid(), features());
		HostHandshake handshake = HostHandshake.begin(connection, hello, this.settings.serializer(), handler);
		long patience = Math.max(1,
				(this.mayBeVersion1 && SILENCE.compareTo(limit) < 0) ? SILENCE.toMillis() : limit.toMillis());
		try {
			try {
				handshake.outcome().get(patience, TimeUnit.MILLISECONDS);
			}
			catch (TimeoutException ex) {
				if (!this.mayBeVersion1 || limit.compareTo(SILENCE) <= 0) {
					throw new IOException("the handshake was not answered within %s".formatted(limit), ex);
				}
				this.settings.logger()
					.warn("[%s] the worker does not answer the handshake; going on with protocol version 1. Set protocol to 1 for this worker to save the wait of %s"
						.formatted(this.settings.workerName(), SILENCE));
				handshake.assumeVersion1();
				handshake.outcome().get();
			}
			return handshake;
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof HostHandshake.RefusedException refused) {
				throw refused;
			}
			throw (ex.getCause() instanceof IOException lost) ? new IOException(lost.getMessage(), lost)
					: new IOException(String.valueOf(ex.getCause()), ex.getCause());
		}
	}

	private List<String> features() {
		return Hello.featuresWith(this.settings.serializer())
			.stream()
			.filter((name) -> this.settings.startNotices() || !name.equals(Feature.ACCEPTED.wireName()))
			.toList();
	}

}
