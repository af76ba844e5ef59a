package io.isolatedworkers.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

import io.isolatedworkers.serializer.Framing;

/**
 * Reads frames from a non-blocking channel. Used by one thread at a time, but for
 * {@link #wakeUp()} and {@link #close()}.
 */
final class FrameReader {

	private static final int READ_BYTES = 64 * 1024;

	/** Whoever is woken looks by itself. */
	private static final Consumer<SelectionKey> NOTHING = new Consumer<>() {

		@Override
		public void accept(SelectionKey ready) {
			// there is one key only
		}

	};

	private final SocketChannel channel;

	private final Selector selector;

	private final SelectionKey key;

	private final FrameDecoder decoder;

	private final Spinning spinning = new Spinning();

	/** What was read and the decoder has not taken yet. */
	private final ByteBuffer bytes = ByteBuffer.allocateDirect(READ_BYTES).flip();

	private boolean forWriting;

	/**
	 * Makes the channel a non-blocking one.
	 * @throws IOException if the channel is closed
	 */
	FrameReader(SocketChannel channel, FrameDecoder decoder) throws IOException {
		this.channel = channel;
		this.decoder = decoder;
		channel.configureBlocking(false);
		this.selector = channel.provider().openSelector();
		this.key = channel.register(this.selector, SelectionKey.OP_READ);
	}

	void framing(Framing framing) {
		this.decoder.framing(framing);
	}

	/**
	 * Finds the next frame in what was read.
	 * @throws IOException if it is larger than allowed
	 */
	boolean next() throws IOException {
		while (!this.decoder.next(this.bytes)) {
			// What fills the buffer is the beginning of more, which is here most likely
			if (this.bytes.limit() < this.bytes.capacity() || read() <= 0) {
				return false;
			}
		}
		return true;
	}

	/** The frame, valid until the next one is looked for. */
	void handTo(Connection.Handler handler) {
		handler.onFrame(this.decoder.buffer(), this.decoder.frameOffset(), this.decoder.frameBytes());
	}

	/** Whether there are bytes behind the frame. */
	boolean hasMore() {
		return this.bytes.hasRemaining() || this.decoder.hasMore();
	}

	/**
	 * Reads what is there.
	 * @return how many bytes, negative at the end of the stream
	 */
	int read() throws IOException {
		try {
			return this.channel.read(this.bytes.clear());
		}
		finally {
			this.bytes.flip();
		}
	}

	/**
	 * Looks for bytes a short while without sleeping, where that pays.
	 * @param outgoing what is flushed after some looks that found nothing
	 * @param looks how many looks that are
	 * @return what was read, 0 for nothing, negative at the end of the stream
	 */
	int spin(Outgoing outgoing, int looks) throws IOException {
		if (!this.spinning.isWorthwhile()) {
			return 0;
		}
		long start = System.nanoTime();
		int look = 0;
		do {
			int count = read();
			if (count != 0) {
				this.spinning.found(System.nanoTime() - start);
				return count;
			}
			look++;
			if (look % looks == 0) {
				outgoing.flush();
			}
			pause(looks > 1);
		}
		while (System.nanoTime() - start < Spinning.NANOS);
		this.spinning.failed();
		return 0;
	}

	/**
	 * Between two looks, which are system calls. Where many requests are on their way,
	 * there may be more threads with something to do than cores; where there is one, who
	 * leaves the core may get it back long after its answer.
	 */
	private static void pause(boolean leavesCore) {
		if (leavesCore) {
			Thread.yield();
			return;
		}
		for (int i = 0; i < Spinning.PAUSES; i++) {
			Thread.onSpinWait();
		}
	}

	/**
	 * Sleeps until there is something to read, there is room to write, the time is up, or
	 * the thread is woken or interrupted.
	 * @param forWriting whether to look for room
	 * @param millis how long at most, 0 for as long as it takes
	 */
	void sleep(boolean forWriting, long millis) throws IOException {
		if (forWriting != this.forWriting) {
			this.key.interestOps(forWriting ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
			this.forWriting = forWriting;
		}
		this.selector.select(NOTHING, millis);
	}

	void wakeUp() {
		this.selector.wakeup();
	}

	void close() throws IOException {
		this.selector.close();
	}

}
