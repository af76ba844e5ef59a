package io.isolatedworkers.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;

import io.isolatedworkers.serializer.FrameBuffer;
import io.isolatedworkers.serializer.Framing;
import org.jspecify.annotations.Nullable;

/**
 * One open stream to the other side: frames out, frames in. Open until it is closed by
 * either side; to reconnect is to make a new one.
 * <p>
 * The channel never blocks: a blocking channel closes itself when a thread inside it is
 * interrupted, and with it every request that shares it. One daemon thread waits for the
 * socket, reads, and writes what the socket did not take at once.
 * <p>
 * Safe for use by several threads.
 */
public final class Connection {

	private static final int READ_BYTES = 64 * 1024;

	/** Reads before the loop looks at writing and closing again. */
	private static final int READS_IN_A_ROW = 16;

	/** How long closing waits for a thread in the middle of a write. */
	private static final long WRITER_NANOS = 100_000_000;

	private final String name;

	private final SocketChannel channel;

	private final Selector selector;

	private final FrameWriter writer;

	private final FrameDecoder decoder;

	private final AtomicBoolean closing = new AtomicBoolean();

	private final AtomicBoolean started = new AtomicBoolean();

	private volatile boolean open = true;

	/** What broke the way out; what the other side had sent before is still read. */
	private volatile @Nullable IOException writeFailure;

	/**
	 * Takes over a connected channel.
	 * @param name names the connection's thread
	 * @param channel the channel; closed when the connection is, or when this fails
	 * @param framing how frames are told apart at first
	 * @param maxFrameBytes the largest frame to take
	 * @throws IOException if the channel is closed already
	 */
	public Connection(String name, SocketChannel channel, Framing framing, int maxFrameBytes) throws IOException {
		this.name = name;
		this.channel = channel;
		this.writer = new FrameWriter(channel);
		this.decoder = new FrameDecoder(framing, maxFrameBytes);
		try {
			channel.configureBlocking(false);
			this.selector = channel.provider().openSelector();
			channel.register(this.selector, SelectionKey.OP_READ);
		}
		catch (IOException ex) {
			channel.close();
			throw ex;
		}
	}

	/**
	 * Begins to read. Call it once.
	 * @param handler who gets the frames
	 */
	public void start(Handler handler) {
		this.started.set(true);
		Thread thread = new Thread(() -> run(handler), "isolated-workers-io-" + this.name);
		thread.setDaemon(true);
		thread.start();
	}

	/**
	 * Changes how frames are told apart, from the next byte that is read. Call it from
	 * {@link Handler#onFrame} only.
	 * @param framing the framing
	 */
	public void readFraming(Framing framing) {
		this.decoder.framing(framing);
	}

	/**
	 * Sends a frame. Returns when it is written or queued.
	 * @param frame the frame, which must not be changed any more
	 * @throws ClosedChannelException if the connection is closed
	 */
	public void write(FrameBuffer frame) throws ClosedChannelException {
		if (!isOpen()) {
			throw new ClosedChannelException();
		}
		try {
			if (!this.writer.write(frame.toByteBuffers())) {
				this.selector.wakeup();
			}
		}
		catch (IOException ex) {
			this.writeFailure = ex;
			throw new ClosedChannelException();
		}
	}

	/**
	 * Whether frames can be sent.
	 * @return {@code true} until either side closes the connection
	 */
	public boolean isOpen() {
		return this.open && this.writeFailure == null && !this.closing.get();
	}

	/**
	 * Closes the connection. What was written and fits into the socket still goes out.
	 * Does not block; {@link Handler#onClosed} follows.
	 */
	public void close() {
		this.closing.set(true);
		if (this.started.compareAndSet(false, true)) {
			closeChannel();
		}
		else {
			this.selector.wakeup();
		}
	}

	private void run(Handler handler) {
		IOException reason = null;
		try {
			readAll(handler);
			reason = this.writeFailure;
		}
		catch (IOException ex) {
			reason = ex;
		}
		catch (RuntimeException | Error ex) {
			reason = new IOException("The connection %s was closed because of a failure: %s".formatted(this.name, ex),
					ex);
		}
		finally {
			this.open = false;
			awaitWriter();
			closeChannel();
			handler.onClosed(reason);
		}
	}

	private void readAll(Handler handler) throws IOException {
		ByteBuffer bytes = ByteBuffer.allocateDirect(READ_BYTES);
		SelectionKey key = this.channel.keyFor(this.selector);
		boolean more = true;
		while (more && !this.closing.get()) {
			boolean write = this.writer.isStalled() && this.writeFailure == null;
			key.interestOps(write ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
			this.selector.select((ready) -> {
			});
			// An interrupt only wakes the select; nothing else here waits
			Thread.interrupted();
			if (write) {
				resumeWriting();
			}
			more = read(bytes, handler);
		}
	}

	private void resumeWriting() {
		try {
			this.writer.resume();
		}
		catch (IOException ex) {
			this.writeFailure = ex;
		}
	}

	/**
	 * Lets a thread finish that is writing; it never waits, so this does not take long.
	 */
	private void awaitWriter() {
		long deadline = System.nanoTime() + WRITER_NANOS;
		while (this.writer.isWriting() && System.nanoTime() - deadline < 0) {
			Thread.onSpinWait();
		}
	}

	/** Reads what is there; {@code false} at the end of the stream. */
	private boolean read(ByteBuffer bytes, Handler handler) throws IOException {
		for (int i = 0; i < READS_IN_A_ROW; i++) {
			int count = this.channel.read(bytes.clear());
			if (count <= 0) {
				return count == 0;
			}
			this.decoder.feed(bytes.flip(), handler::onFrame);
		}
		return true;
	}

	private void closeChannel() {
		try {
			this.channel.close();
			this.selector.close();
		}
		catch (IOException ex) {
			// closed as far as it can be
		}
	}

	/**
	 * Who gets what a connection reads. Called by the connection's own thread, one call
	 * at a time; what it throws closes the connection.
	 */
	public interface Handler {

		/**
		 * A frame arrived.
		 * @param bytes holds the frame, valid during the call only
		 * @param offset where it begins
		 * @param length its length
		 */
		void onFrame(byte[] bytes, int offset, int length);

		/**
		 * The connection is closed. The last call, made once.
		 * @param reason what broke it, {@code null} if either side closed it
		 */
		void onClosed(@Nullable IOException reason);

	}

}
