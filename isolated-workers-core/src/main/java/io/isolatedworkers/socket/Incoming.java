package io.isolatedworkers.socket;

import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.isolatedworkers.driver.Awaiting;
import io.isolatedworkers.driver.ReaderThread;
import io.isolatedworkers.socket.Connection.Handler;
import org.jspecify.annotations.Nullable;

/**
 * The way in of a connection: has one thread at a time read frames and hand them to the
 * handler, and write what the socket did not take at once. Safe for use by several
 * threads.
 */
final class Incoming {

	/** After so many frames what they led to is written at the latest. */
	private static final int GATHERED_FRAMES = 32;

	/** After so many looks for more what others sent meanwhile is written. */
	private static final int MOST_LOOKS = 8;

	private final String name;

	private final FrameReader reader;

	private final Outgoing outgoing;

	/** Told when all was read; the last thing that happens here. */
	private final Runnable ended;

	private final ReaderRole role = new ReaderRole();

	/** What depends on frames that one of the connection's own threads has handed out. */
	private final Aftermath aftermath = new Aftermath();

	private final AtomicInteger threads = new AtomicInteger();

	private volatile @Nullable Handler handler;

	/** Nothing more is to be read. */
	private volatile boolean over;

	private volatile @Nullable IOException failure;

	/** The end was told, or is at this moment. */
	private volatile boolean finished;

	/** A thread that would have read, had not the connection's own done so. */
	private volatile @Nullable Awaiting wouldRead;

	private final NextReader next = new NextReader();

	/** How many frames came together the last time; used by the thread that reads. */
	private int lastFrames;

	Incoming(String name, FrameReader reader, Outgoing outgoing, Runnable ended) {
		this.name = name;
		this.reader = reader;
		this.outgoing = outgoing;
		this.ended = ended;
	}

	/** Begins to read. */
	void start(Handler handler) {
		this.handler = handler;
		this.role.call();
		startStandby();
	}

	private void startStandby() {
		int number = this.threads.incrementAndGet();
		Thread thread = new OwnThread("isolated-workers-io-" + this.name + ((number > 1) ? "-" + number : ""));
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

	/** What broke it, {@code null} if it ended otherwise or has not. */
	@Nullable IOException failure() {
		return this.failure;
	}

	/** Has no more frames handed out, and the end told. */
	void stop() {
		this.over = true;
		wake();
	}

	/** Has some thread look at what changed. */
	void wake() {
		this.reader.wakeUp();
		this.role.call();
	}

	/** Has a thread in {@link #receiveUntil} look whether it still waits. */
	void wakeReceiver() {
		this.reader.wakeUp();
	}

	/** Sees to it that a thread reads, as something is awaited by none. */
	void keepReceiving() {
		// A task of what was read mostly ends before another thread is awake
		if (!(Thread.currentThread() instanceof OwnThread own && own.isInTaskOf(this))) {
			this.role.call();
		}
	}

	/** See {@link Connection#receiveUntil}. */
	void receiveUntil(Awaiting waiting, long nanos) {
		this.next.come();
		if (this.handler == null || !this.role.take()) {
			this.wouldRead = waiting;
			// Its own request may have been left to a thread that lost its core
			this.outgoing.flush();
			return;
		}
		OwnThread own = (Thread.currentThread() instanceof OwnThread thread) ? thread : null;
		boolean takes = own != null && own.stopTaking();
		boolean whole = false;
		try {
			this.aftermath.leave();
			receiveWhile(waiting, nanos);
			whole = true;
		}
		finally {
			if (own != null) {
				own.takes = takes;
			}
			if (!whole) {
				// What was read may be lost; the stack may be too short to say so
				this.over = true;
			}
			leave(waiting);
		}
	}

	private void receiveWhile(Awaiting waiting, long nanos) {
		long start = System.nanoTime();
		while (handleFrames() && !this.over && !waiting.isOver() && !Thread.currentThread().isInterrupted()) {
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
			this.outgoing.sendGathered();
			this.role.release();
			if (this.over || this.outgoing.isStalled()) {
				this.role.call();
			}
			else if (!waiting.othersWait()) {
				this.role.watchNoMore();
			}
			// Who gave up may come back again and again without having read anything
			else if (waiting.isOver() && leavesToNext()) {
				this.role.watch();
			}
			else {
				this.role.call();
			}
		}
	}

	/**
	 * Whether others who wait are served soonest by the next thread that comes to read.
	 */
	private boolean leavesToNext() {
		this.next.expect();
		return this.next.comesAtOnce();
	}

	/** See {@link Connection#runHere}. */
	boolean runHere(Runnable task) {
		if (!this.role.isMine() || this.finished) {
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
				this.outgoing.flush();
			}
		}
		return true;
	}

	/** What each of the connection's own threads does. */
	private void serve() {
		boolean done = false;
		while (!done && this.role.await()) {
			this.next.giveUp();
			try {
				done = readOn();
			}
			catch (RuntimeException | Error ex) {
				done = true;
				abort();
			}
		}
	}

	/** Where even the failure failed, as it does when memory is short. */
	private void abort() {
		this.over = true;
		if (!this.finished && this.role.isMine()) {
			finish();
		}
		else {
			this.role.call();
		}
	}

	/** Reads until another thread does, or to the end; {@code true} at the end. */
	private boolean readOn() {
		// What the last reader left when a task of its took long
		this.aftermath.leave();
		this.outgoing.sendGathered();
		while (handleFrames()) {
			if (this.over) {
				finish();
				return true;
			}
			Awaiting waiting = this.wouldRead;
			if (waiting != null && waiting.isOver()) {
				this.wouldRead = null;
				if (!waiting.othersWait() || leavesToNext()) {
					leave(waiting);
					return false;
				}
			}
			receive(0, this.lastFrames > 0);
			// An interrupt only wakes the thread; nothing else here waits
			Thread.interrupted();
		}
		return false;
	}

	/** Waits for bytes and reads them. */
	private void receive(long millis, boolean maySpin) {
		try {
			boolean stalled = this.outgoing.isStalled();
			int count = (maySpin && !stalled) ? this.reader.spin(this.outgoing, looksPerWrite()) : 0;
			if (count == 0) {
				this.outgoing.sendGathered();
				this.reader.sleep(stalled, millis);
				if (stalled) {
					this.outgoing.resume();
				}
				count = this.reader.read();
			}
			if (count < 0) {
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

	/** Where many frames come together, many are sent in the meantime, too. */
	private int looksPerWrite() {
		return Math.max(1, Math.min(this.lastFrames, MOST_LOOKS));
	}

	/** Hands out what was read; {@code false} if another thread reads now. */
	private boolean handleFrames() {
		Handler current = this.handler;
		int frames = 0;
		try {
			while (current != null && !this.over && this.reader.next()) {
				if (this.reader.hasMore()) {
					this.outgoing.gather();
				}
				this.reader.handTo(current);
				if (!this.role.isMine()) {
					return false;
				}
				frames++;
				if (frames % GATHERED_FRAMES == 0 && !settle()) {
					return false;
				}
			}
			this.lastFrames = frames;
			if (!settle()) {
				return false;
			}
			if (frames <= 1) {
				// What comes one by one is better off without waiting for others
				this.outgoing.sendGathered();
			}
		}
		catch (IOException ex) {
			fail(ex);
		}
		catch (RuntimeException | Error ex) {
			fail(ex);
		}
		return this.role.isMine();
	}

	/**
	 * Runs what depends on the frames that were handed out, and writes what they led to;
	 * {@code false} if another thread reads now.
	 */
	private boolean settle() {
		if (!this.aftermath.isEmpty()
				&& !(Thread.currentThread() instanceof OwnThread own && own.takes && runHere(own::runTasks))) {
			this.aftermath.leave();
		}
		if (!this.role.isMine()) {
			return false;
		}
		this.outgoing.flush();
		return true;
	}

	private void fail(Throwable ex) {
		// First, since the rest may fail, too, where memory or stack is short
		this.over = true;
		fail(new IOException("The connection %s was closed because of a failure: %s".formatted(this.name, ex), ex));
	}

	private void fail(IOException ex) {
		this.failure = ex;
		stop();
	}

	private void finish() {
		this.finished = true;
		try {
			this.aftermath.leave();
		}
		finally {
			this.role.end();
			this.ended.run();
		}
	}

	/** A thread of the connection's own. It alone takes what depends on frames. */
	private final class OwnThread extends ReaderThread {

		/**
		 * Not while it waits for something, be it of another connection: what it then
		 * reads may be what it waits for. Used by the thread itself, as is the next one.
		 */
		private boolean takes = true;

		private boolean inTask;

		OwnThread(String name) {
			super(name);
		}

		/** Returns whether it did. */
		private boolean stopTaking() {
			boolean before = this.takes;
			this.takes = false;
			return before;
		}

		private boolean isInTaskOf(Incoming incoming) {
			return this.inTask && Incoming.this == incoming;
		}

		private void runTasks() {
			this.inTask = true;
			try {
				Incoming.this.aftermath.run();
			}
			finally {
				this.inTask = false;
			}
		}

		@Override
		public void run() {
			serve();
		}

		@Override
		protected boolean take(Runnable task, Executor elsewhere) {
			return this.takes && !Incoming.this.finished && Incoming.this.role.isMine()
					&& Incoming.this.aftermath.add(task, elsewhere);
		}

	}

}
