package io.isolatedworkers.data;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Who waits to write to one file, and whose turn it is: first come, first served. Whoever
 * has the turn may take up callers that wait behind it and do their work as well; those
 * need no turn of their own any more. Safe for use by several threads.
 * <p>
 * The lock guards the queue alone; nobody holds it while using the file.
 *
 * @param <C> the type of the callers
 */
final class WriterQueue<C extends WriterQueue.Caller> {

	private final String handle;

	private final Duration timeout;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition ended = this.lock.newCondition();

	private final Deque<C> waiting = new ArrayDeque<>();

	/** Whether it is somebody's turn. */
	private boolean taken;

	private boolean closed;

	/**
	 * Makes a queue.
	 * @param handle names the file in errors
	 * @param timeout how long a caller may wait
	 */
	WriterQueue(String handle, Duration timeout) {
		this.handle = handle;
		this.timeout = timeout;
	}

	/**
	 * Waits until it is the caller's turn, or its work was done in another's turn.
	 * @param caller the caller, new
	 * @return whether it is its turn, which {@link #pass} has to end
	 * @throws DataException if it was neither, for the queue is closed, or the caller
	 * waited too long or was interrupted
	 */
	boolean await(C caller) {
		this.lock.lock();
		try {
			if (this.closed) {
				throw new DataException(DataProblem.CLOSED, "Handle '%s': the daemon is closed".formatted(this.handle));
			}
			if (!this.taken) {
				this.taken = true;
				return true;
			}
			this.waiting.add(caller);
			return waitFor(caller);
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean waitFor(Caller caller) {
		boolean interrupted = false;
		try {
			long left = this.timeout.toNanos();
			while (caller.state == State.WAITING) {
				try {
					left = caller.changed.awaitNanos(left);
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
				if ((interrupted || left <= 0) && this.waiting.remove(caller)) {
					throw interrupted ? interrupted() : busy();
				}
			}
			// Taken up: what was begun is completed, and its outcome is known.
			while (caller.state == State.TAKEN_UP) {
				caller.changed.awaitUninterruptibly();
			}
			return caller.state == State.TURN;
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private DataException interrupted() {
		return new DataException(DataProblem.FAILED,
				"Handle '%s': interrupted while others wrote; nothing was changed".formatted(this.handle));
	}

	private DataException busy() {
		return new DataException(DataProblem.BUSY,
				"Handle '%s': other threads write for more than %s; try again".formatted(this.handle, this.timeout));
	}

	/**
	 * Takes up those who wait next, up to one who wants a turn of its own.
	 * @param first whose turn it is
	 * @param most how many there may be
	 * @return the first and those taken up, in their order
	 */
	List<C> takeUp(C first, int most) {
		List<C> group = new ArrayList<>();
		group.add(first);
		this.lock.lock();
		try {
			Caller next = this.waiting.peek();
			while (next != null && !next.wantsOwnTurn && group.size() < most) {
				next.state = State.TAKEN_UP;
				group.add(this.waiting.remove());
				next = this.waiting.peek();
			}
			return group;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Ends a turn; the next one's is the one that has waited longest.
	 * @param done those whose work was done in it
	 * @return whether it goes on, for there is no next one and the queue is closed: end
	 * what the queue was for, then call {@link #end}
	 */
	boolean pass(List<C> done) {
		this.lock.lock();
		try {
			for (Caller caller : done) {
				caller.state = State.DONE;
				caller.changed.signal();
			}
			Caller next = this.waiting.poll();
			if (next != null) {
				next.state = State.TURN;
				next.changed.signal();
				return false;
			}
			this.taken = this.closed;
			return this.closed;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Ends the last turn. */
	void end() {
		this.lock.lock();
		try {
			this.taken = false;
			this.ended.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Refuses who comes from here on, and waits for the end of the last turn for as long
	 * as others would for theirs.
	 * @return whether it was nobody's turn; then the last one is that of who called this
	 */
	boolean close() {
		boolean interrupted = false;
		this.lock.lock();
		try {
			this.closed = true;
			boolean idle = !this.taken;
			this.taken = true;
			long left = this.timeout.toNanos();
			while (!idle && this.taken && left > 0) {
				try {
					left = this.ended.awaitNanos(left);
				}
				catch (InterruptedException ex) {
					interrupted = true;
					left = 0;
				}
			}
			return idle;
		}
		finally {
			this.lock.unlock();
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/** How many callers wait, for tests. */
	int waiting() {
		this.lock.lock();
		try {
			return this.waiting.size();
		}
		finally {
			this.lock.unlock();
		}
	}

	private enum State {

		WAITING, TAKEN_UP, TURN, DONE

	}

	/** One who wants to write, once. */
	abstract static class Caller {

		private final boolean wantsOwnTurn;

		private final Condition changed;

		/** Guarded by the queue's lock. */
		private State state = State.WAITING;

		/**
		 * Makes a caller.
		 * @param queue where it will wait
		 * @param wantsOwnTurn whether nobody else can do its work
		 */
		Caller(WriterQueue<?> queue, boolean wantsOwnTurn) {
			this.changed = queue.lock.newCondition();
			this.wantsOwnTurn = wantsOwnTurn;
		}

	}

}
