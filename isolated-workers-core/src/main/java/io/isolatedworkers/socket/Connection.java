package io.isolatedworkers.socket;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;

import io.isolatedworkers.driver.Awaiting;
import io.isolatedworkers.serializer.FrameBuffer;
import io.isolatedworkers.serializer.Framing;
import org.jspecify.annotations.Nullable;

/**
 * One open stream to the other side: frames out, frames in. Open until it is closed by
 * either side; to reconnect is to make a new one.
 * <p>
 * The channel never blocks: a blocking channel closes itself when a thread inside it is
 * interrupted, and with it every request that shares it. One thread at a time reads, and
 * writes what the socket did not take at once: a daemon thread of the connection, or one
 * that {@linkplain #receiveUntil waits for something} and so need not be woken.
 * <p>
 * Safe for use by several threads.
 */
public final class Connection {

	private final SocketChannel channel;

	private final FrameReader reader;

	private final Outgoing outgoing;

	private final Incoming incoming;

	private final AtomicBoolean closing = new AtomicBoolean();

	private final AtomicBoolean started = new AtomicBoolean();

	private volatile @Nullable Handler handler;

	private volatile boolean open = true;

	/**
	 * Takes over a connected channel.
	 * @param name names the connection's threads
	 * @param channel the channel; closed when the connection is, or when this fails
	 * @param framing how frames are told apart at first
	 * @param maxFrameBytes the largest frame to take
	 * @throws IOException if the channel is closed already
	 */
	public Connection(String name, SocketChannel channel, Framing framing, int maxFrameBytes) throws IOException {
		this.channel = channel;
		try {
			this.reader = new FrameReader(channel, new FrameDecoder(framing, maxFrameBytes));
		}
		catch (IOException ex) {
			channel.close();
			throw ex;
		}
		this.outgoing = new Outgoing(channel, new Runnable() {

			@Override
			public void run() {
				Connection.this.incoming.wake();
			}

		});
		this.incoming = new Incoming(name, this.reader, this.outgoing, new Runnable() {

			@Override
			public void run() {
				finish();
			}

		});
	}

	/**
	 * Begins to read. Call it once.
	 * @param handler who gets the frames
	 */
	public void start(Handler handler) {
		this.handler = handler;
		this.started.set(true);
		this.incoming.start(handler);
	}

	/**
	 * Changes how frames are told apart, from the next byte that is read. Call it from
	 * {@link Handler#onFrame} only.
	 * @param framing the framing
	 */
	public void readFraming(Framing framing) {
		this.reader.framing(framing);
	}

	/**
	 * Sends a frame. Returns when it is written or queued. Where several frames came
	 * together, what is sent is left to the thread that reads, until it is done with them
	 * and with the lookout for more, or for {@link #flush()}.
	 * @param frame the frame, which must not be changed any more
	 * @throws ClosedChannelException if the connection is closed
	 */
	public void write(FrameBuffer frame) throws ClosedChannelException {
		if (!isOpen()) {
			throw new ClosedChannelException();
		}
		try {
			this.outgoing.write(frame.toByteBuffers());
		}
		catch (RuntimeException | Error ex) {
			// Half a frame may be out, and nobody knows how much of it
			close();
			throw ex;
		}
	}

	/**
	 * Returns how much the other side has not read.
	 * @return about how many bytes wait in memory to be written
	 */
	public long waitingBytes() {
		return this.outgoing.queuedBytes();
	}

	/** Sends what waits for other frames. */
	public void flush() {
		this.outgoing.flush();
	}

	/**
	 * Lets the calling thread, which waits for something, read for the connection and
	 * hand frames to the handler. Returns at once if another thread reads. Leaves an
	 * interrupt as it is.
	 * @param waiting what the thread waits for
	 * @param nanos how long at most, in nanoseconds
	 */
	public void receiveUntil(Awaiting waiting, long nanos) {
		this.incoming.receiveUntil(waiting, nanos);
	}

	/** Has a thread in {@link #receiveUntil} look whether it still waits. */
	public void wakeReceiver() {
		this.incoming.wakeReceiver();
	}

	/** Sees to it that a thread reads, as something is awaited by none. */
	public void keepReceiving() {
		this.incoming.keepReceiving();
	}

	/**
	 * Runs a task of {@link Handler#onFrame} on its thread and lets another thread read
	 * if it takes longer than a millisecond or two. Not for connections on which threads
	 * {@linkplain #receiveUntil wait}: it would keep them.
	 * @param task what to run
	 * @return {@code false} if the calling thread is not the one that reads, or there is
	 * no other; the task was not run then
	 */
	public boolean runHere(Runnable task) {
		return this.incoming.runHere(task);
	}

	/**
	 * Whether frames can be sent.
	 * @return {@code true} until either side closes the connection
	 */
	public boolean isOpen() {
		return this.open && this.outgoing.failure() == null && !this.closing.get();
	}

	/**
	 * Closes the connection. What was written and fits into the socket still goes out.
	 * Does not block; {@link Handler#onClosed} follows.
	 */
	public void close() {
		this.closing.set(true);
		this.outgoing.sendGathered();
		this.incoming.stop();
		if (this.started.compareAndSet(false, true)) {
			closeChannel();
		}
	}

	/** Called once by a thread of the connection's own, after all was read. */
	private void finish() {
		this.open = false;
		this.outgoing.sendGathered();
		this.outgoing.close();
		closeChannel();
		Handler told = this.handler;
		if (told != null) {
			IOException broken = this.incoming.failure();
			told.onClosed((broken != null) ? broken : this.outgoing.failure());
		}
	}

	private void closeChannel() {
		try {
			this.channel.close();
			this.reader.close();
		}
		catch (IOException ex) {
			// closed as far as it can be
		}
	}

	/**
	 * Who gets what a connection reads. Called by the thread that reads, one call at a
	 * time but for what {@link #runHere} runs; what it throws closes the connection.
	 */
	public interface Handler {

		/**
		 * A frame arrived.
		 * @param bytes holds the frame, valid during the call only, and not after
		 * {@link Connection#runHere}
		 * @param offset where it begins
		 * @param length its length
		 */
		void onFrame(byte[] bytes, int offset, int length);

		/**
		 * The connection is closed. The last call, made once, by one of the connection's
		 * own threads.
		 * @param reason what broke it, {@code null} if either side closed it
		 */
		void onClosed(@Nullable IOException reason);

	}

}
