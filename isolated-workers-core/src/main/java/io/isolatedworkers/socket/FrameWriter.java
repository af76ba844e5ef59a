package io.isolatedworkers.socket;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * Writes frames to a non-blocking channel. Frames that meet go out in one system call.
 * Whoever adds the first frame writes; whoever adds one meanwhile leaves it to them. What
 * the socket does not take is left to {@link #resume()}, which the thread that reads from
 * the connection calls when the socket can take more. So a caller never waits for the
 * other side, and an interrupt of it harms nobody.
 */
final class FrameWriter {

	private static final int STAGING_BYTES = 128 * 1024;

	/** So much may wait for more before it is written in any case. */
	private static final int WAITING_BYTES = 16 * 1024;

	/**
	 * How much the socket should take at once, so that fewer large frames have to wait
	 * for the other side. The system may allow less.
	 */
	private static final int SOCKET_BYTES = 1024 * 1024;

	/** In place of how much work there is: no more is taken. */
	private static final int CLOSED = Integer.MIN_VALUE;

	private final SocketChannel channel;

	private final Queue<List<ByteBuffer>> frames = new ConcurrentLinkedQueue<>();

	/** How many bytes the queued frames have; the one in work is not counted. */
	private final AtomicLong queuedBytes = new AtomicLong();

	/**
	 * How many frames were added, or flushes wanted, and are not accounted for; above
	 * zero one thread writes, below no more is written.
	 */
	private final AtomicInteger work = new AtomicInteger();

	/**
	 * What goes out with the next system call, up to its position. Direct, so that the
	 * JDK does not keep a copy of the largest frame for each thread.
	 */
	private final ByteBuffer staging = ByteBuffer.allocateDirect(STAGING_BYTES);

	/** The frame that did not fit into the staging buffer as a whole. */
	private @Nullable List<ByteBuffer> rest;

	/** A frame was left in the staging buffer. */
	private volatile boolean resting;

	private volatile boolean stalled;

	/** The socket took an error; nothing is written any more. */
	private volatile boolean failed;

	FrameWriter(SocketChannel channel) {
		this.channel = channel;
		try {
			channel.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BYTES);
		}
		catch (IOException | UnsupportedOperationException ex) {
			// The usual size does as well
		}
	}

	/**
	 * Writes a frame or leaves it to the thread that is writing.
	 * @return {@code false} if the socket is full and {@link #resume()} must be called
	 * when it can take more
	 * @throws ClosedChannelException if this is closed; nobody writes the frame
	 */
	boolean write(List<ByteBuffer> frame) throws IOException {
		return add(frame, false);
	}

	/**
	 * Adds a frame that may wait for the next one, or for {@link #flush()}.
	 * @return {@code false} if the socket is full and {@link #resume()} must be called
	 * when it can take more
	 */
	boolean writeLater(List<ByteBuffer> frame) throws IOException {
		return add(frame, true);
	}

	/**
	 * Writes what waits.
	 * @return {@code false} if the socket is full and {@link #resume()} must be called
	 * when it can take more
	 */
	boolean flush() throws IOException {
		// Counted like a frame, so that whoever is at it writes and leaves nothing
		return !this.resting || this.work.getAndIncrement() != 0 || drain(List.of());
	}

	private boolean add(List<ByteBuffer> frame, boolean mayWait) throws IOException {
		if (this.work.compareAndSet(0, 1)) {
			this.rest = frame;
			return (mayWait && mayRest()) || drain(frame);
		}
		long bytes = bytes(frame);
		this.queuedBytes.addAndGet(bytes);
		this.frames.add(frame);
		int before = this.work.getAndIncrement();
		if (before < 0 && this.frames.removeIf((left) -> left == frame)) {
			this.queuedBytes.addAndGet(-bytes);
			throw new ClosedChannelException();
		}
		// Of a closed writer, whoever wrote last has taken the frame, too
		return before != 0 || drain(frame);
	}

	/**
	 * Goes on writing after the socket was full.
	 * @return {@code false} if it is full again
	 */
	boolean resume() throws IOException {
		return !this.stalled || drain(List.of());
	}

	private static long bytes(List<ByteBuffer> frame) {
		long bytes = 0;
		for (int i = 0; i < frame.size(); i++) {
			bytes += frame.get(i).remaining();
		}
		return bytes;
	}

	long queuedBytes() {
		return this.queuedBytes.get();
	}

	boolean isStalled() {
		return this.stalled;
	}

	/**
	 * Takes no more frames. All that were taken are in the socket then, unless it is full
	 * or broken. So no frame is left to a thread that finds the channel closed. Called by
	 * the thread that calls {@link #resume()}.
	 * @return {@code false} if a thread is writing at this moment; ask again
	 */
	boolean close() throws IOException {
		int now = this.work.get();
		if (now < 0) {
			return true;
		}
		boolean idle = now == 0 || this.stalled || this.failed;
		if (!idle || !this.work.compareAndSet(now, CLOSED)) {
			return false;
		}
		if (now == 0 && this.resting) {
			this.channel.write(this.staging.flip());
		}
		return true;
	}

	/** Leaves the frame in work in the staging buffer, if that has much room. */
	private boolean mayRest() {
		boolean whole = false;
		try {
			boolean rests = false;
			if (stageRest() && this.staging.position() < WAITING_BYTES) {
				this.resting = true;
				rests = this.work.compareAndSet(1, 0);
			}
			whole = true;
			return rests;
		}
		finally {
			if (!whole) {
				this.failed = true;
			}
		}
	}

	/**
	 * Writes what waits.
	 * @param own the frame of whoever calls
	 * @throws OfOthersException if that one is in the socket, but others failed
	 */
	private boolean drain(List<ByteBuffer> own) throws IOException {
		this.stalled = false;
		this.resting = false;
		boolean whole = false;
		try {
			boolean written = writeWaiting(own);
			whole = true;
			return written;
		}
		finally {
			if (!whole) {
				this.failed = true;
			}
		}
	}

	private boolean writeWaiting(List<ByteBuffer> own) throws IOException {
		int seen = this.work.get();
		boolean ownIsOut = false;
		while (true) {
			while (stage()) {
				writeStaged(ownIsOut);
				boolean full = this.staging.hasRemaining();
				this.staging.compact();
				if (full) {
					this.stalled = true;
					return false;
				}
				ownIsOut = ownIsOut || bytes(own) == 0;
			}
			seen = this.work.addAndGet(-seen);
			if (seen == 0) {
				return true;
			}
		}
	}

	private void writeStaged(boolean forOthers) throws IOException {
		try {
			this.channel.write(this.staging.flip());
		}
		catch (IOException ex) {
			throw forOthers ? new OfOthersException(ex) : ex;
		}
	}

	/** Puts as many waiting bytes into the staging buffer as have room. */
	private boolean stage() {
		while (this.staging.hasRemaining() && stageRest()) {
			this.rest = this.frames.poll();
			if (this.rest == null) {
				break;
			}
			this.queuedBytes.addAndGet(-bytes(this.rest));
		}
		return this.staging.position() > 0;
	}

	/** Whether the frame in work has room as a whole. */
	private boolean stageRest() {
		List<ByteBuffer> frame = this.rest;
		if (frame == null) {
			return true;
		}
		for (int i = 0; i < frame.size(); i++) {
			ByteBuffer part = frame.get(i);
			int count = Math.min(part.remaining(), this.staging.remaining());
			this.staging.put(this.staging.position(), part, part.position(), count);
			this.staging.position(this.staging.position() + count);
			part.position(part.position() + count);
			if (part.hasRemaining()) {
				return false;
			}
		}
		this.rest = null;
		return true;
	}

	/** The caller's frame is in the socket; those that others left to it failed. */
	static final class OfOthersException extends IOException {

		private static final long serialVersionUID = 1L;

		OfOthersException(IOException cause) {
			super(cause.getMessage(), cause);
		}

	}

}
