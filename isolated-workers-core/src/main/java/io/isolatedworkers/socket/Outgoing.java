package io.isolatedworkers.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The way out of a connection: writes frames at once, or together where several came
 * together, as long as the thread that reads is awake. Safe for use by several threads.
 */
final class Outgoing {

	/**
	 * How long closing waits for a thread in the middle of a write. That takes
	 * microseconds, unless the thread has to wait for a core.
	 */
	private static final long WRITER_NANOS = 2_000_000_000;

	private final FrameWriter writer;

	/** Has the thread that reads write on when the socket can take more. */
	private final Runnable wakeReader;

	/**
	 * The thread that reads is at frames that came together, or on the lookout for more.
	 * What is sent meanwhile is left to it, so that all goes out in one system call.
	 */
	private volatile boolean gathering;

	/** What broke the way out; what the other side had sent before is still read. */
	private volatile @Nullable IOException failure;

	Outgoing(SocketChannel channel, Runnable wakeReader) {
		this.writer = new FrameWriter(channel);
		this.wakeReader = wakeReader;
	}

	/** What broke it, {@code null} if it works. */
	@Nullable IOException failure() {
		return this.failure;
	}

	/**
	 * Writes or queues a frame.
	 * @throws ClosedChannelException if this is closed, or the other side is gone
	 */
	void write(List<ByteBuffer> frame) throws ClosedChannelException {
		try {
			if (this.gathering) {
				wakeReaderUnless(this.writer.writeLater(frame));
				// Whoever has stopped since may have flushed before the frame was there
				if (!this.gathering) {
					flush();
				}
			}
			else {
				wakeReaderUnless(this.writer.write(frame));
			}
		}
		catch (FrameWriter.OfOthersException ex) {
			// Whoever takes its frame for one that was not sent may send it twice
			this.failure = ex;
		}
		catch (ClosedChannelException ex) {
			// Closed on this side, so nothing is broken
			throw ex;
		}
		catch (IOException ex) {
			this.failure = ex;
			throw new ClosedChannelException();
		}
	}

	/** Writes what waits for other frames. */
	void flush() {
		try {
			wakeReaderUnless(this.writer.flush());
		}
		catch (IOException ex) {
			this.failure = ex;
		}
	}

	private void wakeReaderUnless(boolean written) {
		if (!written) {
			this.wakeReader.run();
		}
	}

	/** From now on frames wait for others. Called by the thread that reads. */
	void gather() {
		if (!this.gathering) {
			this.gathering = true;
		}
	}

	/** Writes what was gathered; from now on no frame waits. */
	void sendGathered() {
		if (this.gathering) {
			this.gathering = false;
			flush();
		}
	}

	/** Whether {@link #resume()} is to be called when the socket can take more. */
	boolean isStalled() {
		return this.writer.isStalled() && this.failure == null;
	}

	/** How many bytes wait for the other side to read, about. */
	long queuedBytes() {
		return this.writer.queuedBytes();
	}

	/** Goes on writing after the socket was full. */
	void resume() {
		try {
			this.writer.resume();
		}
		catch (IOException ex) {
			this.failure = ex;
		}
	}

	/**
	 * Takes no more frames. Lets a thread finish that is writing; it never waits for the
	 * other side, so this does not take long. Called by the thread that reads.
	 */
	void close() {
		resume();
		long deadline = System.nanoTime() + WRITER_NANOS;
		try {
			while (!this.writer.close() && System.nanoTime() - deadline < 0) {
				// The core may be what the other thread waits for
				Thread.yield();
			}
		}
		catch (IOException ex) {
			this.failure = ex;
		}
	}

}
