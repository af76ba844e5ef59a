package io.isolatedworkers.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

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

	/** How long closing waits for a thread in the middle of a write. */
	private static final long WRITER_NANOS = 100_000_000;

	/** After so many frames what waits is written at the latest. */
	private static final int GATHERED_FRAMES = 32;

	private final String name;

	private final SocketChannel channel;

	private final FrameWriter writer;

	private final FrameReader reader;

	private final ReaderRole role = new ReaderRole();

	private final AtomicBoolean closing = new AtomicBoolean();

	private final AtomicBoolean started = new AtomicBoolean();

	private final AtomicInteger threads = new AtomicInteger();

	private volatile @Nullable Handler handler;

	private volatile boolean open = true;

	/** What broke the way out; what the other side had sent before is still read. */
	private volatile @Nullable IOException writeFailure;

	/** Nothing more can be read. */
	private volatile boolean over;

	private volatile @Nullable IOException readFailure;

	/** A thread that would have read, had not the connection's own done so. */
	private volatile @Nullable Awaiting wouldRead;

	/** How many frames came together the last time; used by the thread that reads. */
	private int lastFrames;

	/**
	 * The thread that reads is at frames that came together. What is sent meanwhile waits
	 * until it is done with them, so that all goes out in one system call.
	 */
	private volatile boolean gathering;

	/** The connection's own thread reads, not one that waits for something. */
	private volatile boolean readsOn;

	/**
	 * Takes over a connected channel.
	 * @param name names the connection's threads
	 * @param channel the channel; closed when the connection is, or when this fails
	 * @param framing how frames are told apart at first
	 * @param maxFrameBytes the largest frame to take
	 * @throws IOException if the channel is closed already
	 */
	public Connection(String name, SocketChannel channel, Framing framing, int maxFrameBytes) throws IOException {
		this.name = name;
		this.channel = channel;
		this.writer = new FrameWriter(channel);
		try {
			this.reader = new FrameReader(channel, new FrameDecoder(framing, maxFrameBytes));
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
		this.handler = handler;
		this.started.set(true);
		this.role.call();
		startStandby();
	}

	private void startStandby() {
		int number = this.threads.incrementAndGet();
		Thread thread = new Thread(this::serve,
				"isolated-workers-io-" + this.name + ((number > 1) ? "-" + number : ""));
		thread.setDaemon(true);
		if (this.role.appoint(thread)) {
			try {
				thread.start();
			}
			catch (OutOfMemoryError ex) {
				this.role.dismiss(thread);
				throw ex;
			}
		}
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
	 * Sends a frame. Returns when it is written or queued. While several frames are
	 * handled that came together, what is sent waits until that is done, or for
	 * {@link #flush()}.
	 * @param frame the frame, which must not be changed any more
	 * @throws ClosedChannelException if the connection is closed
	 */
	public void write(FrameBuffer frame) throws ClosedChannelException {
		if (!isOpen()) {
			throw new ClosedChannelException();
		}
		List<ByteBuffer> bytes = frame.toByteBuffers();
		try {
			if (this.gathering) {
				wakeReaderUnless(this.writer.writeLater(bytes));
				if (!this.gathering) {
					flush();
				}
			}
			else {
				wakeReaderUnless(this.writer.write(bytes));
			}
		}
		catch (IOException ex) {
			this.writeFailure = ex;
			throw new ClosedChannelException();
		}
		catch (RuntimeException | Error ex) {
			// Half a frame may be out, and nobody knows how much of it
			close();
			throw ex;
		}
	}

	/** Sends what waits for other frames. */
	public void flush() {
		try {
			wakeReaderUnless(this.writer.flush());
		}
		catch (IOException ex) {
			this.writeFailure = ex;
		}
	}

	private void wakeReaderUnless(boolean written) {
		if (!written) {
			wakeReader();
		}
	}

	/** Has some thread look at what changed. */
	private void wakeReader() {
		this.reader.wakeUp();
		this.role.call();
	}

	/**
	 * Lets the calling thread, which waits for something, read for the connection and
	 * hand frames to the handler. Returns at once if another thread reads. Leaves an
	 * interrupt as it is.
	 * @param waiting what the thread waits for
	 * @param nanos how long at most, in nanoseconds
	 */
	public void receiveUntil(Awaiting waiting, long nanos) {
		if (!this.started.get() || !this.role.take()) {
			this.wouldRead = waiting;
			return;
		}
		this.readsOn = false;
		boolean whole = false;
		try {
			receiveWhile(waiting, nanos);
			whole = true;
		}
		finally {
			if (!whole) {
				// What was read may be lost; the stack may be too short to say so
				this.over = true;
			}
			leave(waiting);
		}
	}

	private void receiveWhile(Awaiting waiting, long nanos) {
		long start = System.nanoTime();
		while (handleFrames() && !isEnding() && !waiting.isOver() && !Thread.currentThread().isInterrupted()) {
			long left = nanos - (System.nanoTime() - start);
			if (left <= 0) {
				break;
			}
			// Rounded up, so that no thread looks in vain for the last millisecond
			receive(TimeUnit.NANOSECONDS.toMillis(left) + 1, true);
		}
	}

	private void leave(Awaiting waiting) {
		if (this.role.isMine()) {
			this.role.release();
			if (isEnding() || this.writer.isStalled() || waiting.othersWait()) {
				this.role.call();
			}
		}
	}

	/** Has a thread in {@link #receiveUntil} look whether it still waits. */
	public void wakeReceiver() {
		this.reader.wakeUp();
	}

	/** Sees to it that a thread reads, as something is awaited by none. */
	public void keepReceiving() {
		this.role.call();
	}

	/**
	 * Runs a task of {@link Handler#onFrame} on its thread and lets another thread read
	 * if it takes longer than a millisecond or two.
	 * @param task what to run
	 * @return {@code false} if the calling thread is not the connection's own that reads,
	 * or there is no other; the task was not run then
	 */
	public boolean runHere(Runnable task) {
		// A thread that waits for something must not be kept from it
		if (!this.role.isMine() || !this.readsOn || !this.open) {
			return false;
		}
		try {
			if (!this.role.hasStandby()) {
				startStandby();
			}
		}
		catch (OutOfMemoryError ex) {
			return false;
		}
		long free = this.role.release();
		try {
			task.run();
		}
		finally {
			if (!this.role.take(free)) {
				// It may have left something after the new reader looked
				flush();
			}
		}
		return true;
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
			wakeReader();
		}
	}

	private boolean isEnding() {
		return this.over || this.closing.get();
	}

	/** What each of the connection's own threads does. */
	private void serve() {
		boolean ended = false;
		while (!ended && this.role.await()) {
			try {
				ended = readOn();
			}
			catch (RuntimeException | Error ex) {
				ended = true;
				abort();
			}
		}
	}

	/** Where even the failure failed, as it does when memory is short. */
	private void abort() {
		this.over = true;
		if (this.open && this.role.isMine()) {
			finish();
		}
		else {
			this.role.call();
		}
	}

	/** Reads until another thread does, or to the end; {@code true} at the end. */
	private boolean readOn() {
		this.readsOn = true;
		// What the last reader left when a task of its took long
		sendGathered();
		while (handleFrames()) {
			if (isEnding()) {
				finish();
				return true;
			}
			if (mayYield()) {
				this.role.release();
				return false;
			}
			receive(0, this.lastFrames > 0);
			// An interrupt only wakes the thread; nothing else here waits
			Thread.interrupted();
		}
		return false;
	}

	/** Whether a thread that waits would rather read for itself the next time. */
	private boolean mayYield() {
		Awaiting waiting = this.wouldRead;
		if (waiting == null || !waiting.isOver()) {
			return false;
		}
		this.wouldRead = null;
		return !waiting.othersWait();
	}

	/** Waits for bytes and reads them. */
	private void receive(long millis, boolean mayPoll) {
		try {
			boolean stalled = this.writer.isStalled() && this.writeFailure == null;
			int polled = (mayPoll && !stalled) ? this.reader.spin() : 0;
			if (polled == 0) {
				this.reader.sleep(stalled, millis);
				if (stalled) {
					resumeWriting();
				}
				polled = this.reader.read();
			}
			if (polled < 0) {
				this.over = true;
			}
		}
		catch (IOException ex) {
			fail(ex);
		}
		catch (RuntimeException | Error ex) {
			fail(ex);
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

	/** Hands out what was read; {@code false} if another thread reads now. */
	private boolean handleFrames() {
		Handler current = this.handler;
		int frames = 0;
		try {
			while (current != null && !isEnding() && this.reader.next()) {
				if (this.reader.hasMore()) {
					this.gathering = true;
				}
				this.reader.handTo(current);
				if (!this.role.isMine()) {
					return false;
				}
				frames++;
				if (frames % GATHERED_FRAMES == 0) {
					sendGathered();
				}
			}
			this.lastFrames = frames;
			sendGathered();
		}
		catch (IOException ex) {
			fail(ex);
		}
		catch (RuntimeException | Error ex) {
			fail(ex);
		}
		return this.role.isMine();
	}

	/** Whoever sees this gathering leaves its frame before this, or flushes itself. */
	private void sendGathered() {
		if (this.gathering) {
			this.gathering = false;
			flush();
		}
	}

	private void fail(Throwable ex) {
		// First, since the rest may fail, too, where memory or stack is short
		this.over = true;
		fail(new IOException("The connection %s was closed because of a failure: %s".formatted(this.name, ex), ex));
	}

	private void fail(IOException ex) {
		this.readFailure = ex;
		this.over = true;
		wakeReader();
	}

	private void finish() {
		this.open = false;
		this.role.end();
		awaitWriter();
		closeChannel();
		Handler told = this.handler;
		if (told != null) {
			IOException broken = this.readFailure;
			told.onClosed((broken != null) ? broken : this.writeFailure);
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
