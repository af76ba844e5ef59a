package io.isolatedworkers.socket;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.Objects;

import io.isolatedworkers.driver.Agreement;
import io.isolatedworkers.driver.Awaiting;
import io.isolatedworkers.driver.ChannelClosedException;
import io.isolatedworkers.driver.Feature;
import io.isolatedworkers.driver.MessageListener;
import io.isolatedworkers.logging.Logger;
import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.TypeRef;
import io.isolatedworkers.serializer.FrameBuffer;
import io.isolatedworkers.serializer.Framing;
import io.isolatedworkers.serializer.JsonSerializer;
import io.isolatedworkers.serializer.MalformedMessageException;
import io.isolatedworkers.serializer.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Messages over one {@link Connection}. Begins with JSON lines, in which the handshake is
 * spoken, and goes on with what was agreed. Safe for use by several threads.
 */
public final class MessageConnection {

	private static final Serializer HANDSHAKE_SERIALIZER = new JsonSerializer();

	private final String name;

	private final int maxFrameBytes;

	private final Logger logger;

	private final Connection connection;

	private volatile Codec codec;

	private volatile Agreement agreement = Agreement.VERSION_1;

	private volatile @Nullable Handler handler;

	/**
	 * Takes over a connected channel.
	 * @param name names the connection in errors
	 * @param channel the channel; closed when the connection is, or when this fails
	 * @param maxFrameBytes the largest frame to send or to take
	 * @param logger where to write to
	 * @throws IOException if the channel is closed already
	 */
	public MessageConnection(String name, SocketChannel channel, int maxFrameBytes, Logger logger) throws IOException {
		this.name = name;
		this.maxFrameBytes = maxFrameBytes;
		this.logger = logger;
		this.codec = Codec.of(HANDSHAKE_SERIALIZER, 1);
		this.connection = new Connection(name, channel, this.codec.framing(), maxFrameBytes);
	}

	/**
	 * Begins to read. Call it once.
	 * @param handler who gets the messages
	 */
	public void start(Handler handler) {
		this.handler = handler;
		this.connection.start(new Connection.Handler() {

			@Override
			public void onFrame(byte[] bytes, int offset, int length) {
				receive(bytes, offset, length);
			}

			@Override
			public void onClosed(@Nullable IOException reason) {
				handler().onClosed(reason);
			}

		});
	}

	private Handler handler() {
		return Objects.requireNonNull(this.handler, "start was not called");
	}

	private void receive(byte[] bytes, int offset, int length) {
		Handler current = handler();
		try {
			current.onMessage(this.codec.serializer().decode(bytes, offset, length, current));
		}
		catch (MalformedMessageException ex) {
			current.onError(ex);
		}
		catch (RuntimeException ex) {
			this.logger.error("%s: a message could not be dealt with".formatted(this.name), ex);
		}
	}

	/**
	 * Goes on with what was agreed, from the next byte on in both directions. Call it
	 * before {@link #start}, or from {@link Handler#onMessage}.
	 * @param agreement what was agreed
	 * @param serializer the serializer
	 * @param next who gets the messages from now on
	 */
	public void agree(Agreement agreement, Serializer serializer, Handler next) {
		Framing before = this.codec.framing();
		this.agreement = agreement;
		this.codec = Codec.of(serializer, agreement.protocol());
		this.handler = next;
		if (!Arrays.equals(before.terminator(), this.codec.framing().terminator())) {
			this.connection.readFraming(this.codec.framing());
		}
	}

	/**
	 * Returns what was agreed.
	 * @return the agreement, version 1 before the handshake
	 */
	public Agreement agreement() {
		return this.agreement;
	}

	/**
	 * Sends a message. Returns when it is written or queued.
	 * @param message the message
	 * @param payloadType the declared type of its payload
	 * @throws io.isolatedworkers.serializer.SerializationException if it cannot be
	 * serialized or is too large
	 * @throws ChannelClosedException if the connection is closed
	 */
	public void send(Message message, TypeRef<?> payloadType) {
		Codec current = this.codec;
		FrameBuffer frame = new FrameBuffer(this.maxFrameBytes, this.agreement.has(Feature.ATTACHMENTS));
		current.framing().begin(frame);
		current.serializer().encode(message, payloadType, frame);
		current.framing().end(frame);
		try {
			this.connection.write(frame);
		}
		catch (ClosedChannelException ex) {
			throw new ChannelClosedException(
					"'%s' was not sent: the connection of %s is closed".formatted(message.type(), this.name));
		}
	}

	/**
	 * Lets the calling thread receive messages while it waits, see
	 * {@link Connection#receiveUntil}.
	 * @param waiting what the thread waits for
	 * @param nanos how long at most, in nanoseconds
	 */
	public void receiveUntil(Awaiting waiting, long nanos) {
		this.connection.receiveUntil(waiting, nanos);
	}

	/** Has a thread look whether it still waits, see {@link Connection#wakeReceiver}. */
	public void wakeReceiver() {
		this.connection.wakeReceiver();
	}

	/** Sees to it that a thread receives, see {@link Connection#keepReceiving}. */
	public void keepReceiving() {
		this.connection.keepReceiving();
	}

	/**
	 * Runs a task of {@link Handler#onMessage} on its thread, see
	 * {@link Connection#runHere}.
	 * @param task what to run
	 * @return {@code false} if it was not run
	 */
	public boolean runHere(Runnable task) {
		return this.connection.runHere(task);
	}

	/**
	 * Returns how much the other side has not read.
	 * @return about how many bytes wait in memory to be written
	 */
	public long waitingBytes() {
		return this.connection.waitingBytes();
	}

	/** Sends what waits for other messages. */
	public void flush() {
		this.connection.flush();
	}

	/**
	 * Whether messages can be sent.
	 * @return {@code true} until either side closes the connection
	 */
	public boolean isOpen() {
		return this.connection.isOpen();
	}

	/**
	 * Closes the connection. Does not block; {@link Handler#onClosed} follows.
	 */
	public void close() {
		this.connection.close();
	}

	/**
	 * Who gets what arrives. Called by the thread that reads, one call at a time.
	 */
	public interface Handler extends MessageListener {

		/**
		 * The connection is closed. The last call, made once.
		 * @param reason what broke it, {@code null} if either side closed it
		 */
		void onClosed(@Nullable IOException reason);

	}

	private record Codec(Serializer serializer, Framing framing) {

		static Codec of(Serializer serializer, int protocol) {
			return new Codec(serializer, (protocol >= 2) ? Framing.lengthPrefixed() : Framing.terminatedBy(serializer));
		}

	}

}
