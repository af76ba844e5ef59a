package io.isolatedworkers.data;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * The only writer of one file. Whoever wants to write gets a turn, first come, first
 * served. Operations that wait one behind the other are done in the turn of the first of
 * them and committed together, for a commit costs far more than an operation: the caller
 * whose turn it is does the work of all, so no thread is needed.
 * <p>
 * The lock guards the queue alone; nobody holds it while using the file.
 */
final class DataDaemonWriter {

	/** How many operations a commit has at most, so that the next turn comes soon. */
	static final int MAX_GROUP = 256;

	private final String handle;

	private final Duration timeout;

	private final Supplier<SqliteSession> opener;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition drained = this.lock.newCondition();

	private final Deque<Caller> queue = new ArrayDeque<>();

	private boolean taken;

	private boolean closed;

	/** Used by the one whose turn it is. */
	private @Nullable SqliteSession session;

	private volatile long commits;

	DataDaemonWriter(String handle, Duration timeout, Supplier<SqliteSession> opener) {
		this.handle = handle;
		this.timeout = timeout;
		this.opener = opener;
	}

	/**
	 * Does an operation, together with those of others. When this returns, it is
	 * committed; when this throws, it changed nothing.
	 * @param <T> what comes of it
	 * @param operation the operation, no code of a user
	 * @return what came of it
	 */
	@SuppressWarnings({ "unchecked", "NullAway" })
	<T extends @Nullable Object> T write(Function<SqliteSession, T> operation) {
		Caller caller = new Caller((Function<SqliteSession, @Nullable Object>) (Function<SqliteSession, ?>) operation);
		if (waitForTurn(caller)) {
			List<Caller> group = List.of(caller);
			try {
				group = group(caller);
				run(group);
			}
			finally {
				release(group);
			}
		}
		return (T) caller.result();
	}

	/**
	 * Does something while nobody else in the process writes.
	 * @param <T> what comes of it
	 * @param work what to do, with the writer's session
	 * @return what came of it
	 */
	<T extends @Nullable Object> T alone(Function<SqliteSession, T> work) {
		return turn(() -> work.apply(session()));
	}

	/**
	 * Does something while nobody else in the process writes, by another connection.
	 * @param <T> what comes of it
	 * @param work what to do
	 * @return what came of it
	 */
	<T extends @Nullable Object> T turn(Supplier<T> work) {
		waitForTurn(new Caller(null));
		try {
			return work.get();
		}
		finally {
			release(List.of());
		}
	}

	/**
	 * Waits until it is the caller's turn, or its operation was done in another's turn.
	 * @return whether it is its turn
	 */
	private boolean waitForTurn(Caller caller) {
		boolean interrupted = false;
		this.lock.lock();
		try {
			if (this.closed) {
				throw new DataException(DataProblem.CLOSED, "Handle '%s': the daemon is closed".formatted(this.handle));
			}
			if (!this.taken) {
				this.taken = true;
				return true;
			}
			this.queue.add(caller);
			long left = this.timeout.toNanos();
			while (caller.state == State.WAITING) {
				try {
					left = caller.changed.awaitNanos(left);
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
				if ((interrupted || left <= 0) && this.queue.remove(caller)) {
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
			this.lock.unlock();
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

	private List<Caller> group(Caller first) {
		List<Caller> group = new ArrayList<>();
		group.add(first);
		this.lock.lock();
		try {
			Caller next = this.queue.peek();
			while (next != null && next.operation != null && group.size() < MAX_GROUP) {
				next.state = State.TAKEN_UP;
				group.add(this.queue.remove());
				next = this.queue.peek();
			}
			return group;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Ends the turn; the next one's is the one that has waited longest. */
	private void release(List<Caller> group) {
		SqliteSession unused = null;
		this.lock.lock();
		try {
			for (Caller caller : group) {
				caller.state = State.DONE;
				caller.changed.signal();
			}
			Caller next = this.queue.poll();
			if (next != null) {
				next.state = State.TURN;
				next.changed.signal();
				return;
			}
			if (!this.closed) {
				this.taken = false;
				return;
			}
			unused = this.session;
		}
		finally {
			this.lock.unlock();
		}
		if (unused != null) {
			unused.close();
		}
		this.lock.lock();
		try {
			this.taken = false;
			this.session = null;
			this.drained.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	private SqliteSession session() {
		SqliteSession session = this.session;
		if (session == null) {
			session = this.opener.get();
			this.session = session;
		}
		return session;
	}

	private void run(List<Caller> group) {
		SqliteSession session;
		try {
			session = session();
			if (group.size() == 1) {
				group.get(0).run(session);
				this.commits++;
				return;
			}
			session.begin();
		}
		catch (RuntimeException | Error ex) {
			// Else the others would take it that they had written.
			group.forEach((caller) -> caller.failure = ex);
			return;
		}
		Throwable failure = together(group, session);
		if (failure != null) {
			session.rollback();
			runOneByOne(group, session, failure);
		}
	}

	/** Returns what undid the whole transaction, {@code null} if it is committed. */
	private @Nullable Throwable together(List<Caller> group, SqliteSession session) {
		try {
			for (Caller caller : group) {
				caller.run(session);
				if (caller.failure != null && !session.isInTransaction()) {
					return caller.failure;
				}
			}
			session.commit();
			this.commits++;
			return null;
		}
		catch (RuntimeException | Error ex) {
			return ex;
		}
	}

	/** Perhaps one operation undid the transaction; then the others shall not fail. */
	private void runOneByOne(List<Caller> group, SqliteSession session, Throwable failure) {
		boolean hopeless = failure instanceof DataException data && data.problem() == DataProblem.BUSY;
		for (Caller caller : group) {
			if (hopeless) {
				caller.failure = failure;
			}
			else {
				caller.failure = null;
				caller.run(session);
				this.commits++;
			}
		}
	}

	/** How many commits there were, for tests. */
	long commits() {
		return this.commits;
	}

	/** How many callers wait, for tests. */
	int waiting() {
		this.lock.lock();
		try {
			return this.queue.size();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Refuses what comes from here on. What has come is done; whoever does the last of it
	 * closes the file, for which this waits for as long as others would.
	 */
	void close() {
		boolean interrupted = false;
		boolean idle;
		this.lock.lock();
		try {
			this.closed = true;
			idle = !this.taken;
			this.taken = true;
			long left = this.timeout.toNanos();
			while (!idle && this.taken && left > 0) {
				try {
					left = this.drained.awaitNanos(left);
				}
				catch (InterruptedException ex) {
					interrupted = true;
					left = 0;
				}
			}
		}
		finally {
			this.lock.unlock();
		}
		if (idle) {
			release(List.of());
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	private enum State {

		WAITING, TAKEN_UP, TURN, DONE

	}

	/** Its state is guarded by the lock; the rest belongs to the one whose turn it is. */
	private final class Caller {

		private final Condition changed = DataDaemonWriter.this.lock.newCondition();

		private final @Nullable Function<SqliteSession, @Nullable Object> operation;

		private State state = State.WAITING;

		private @Nullable Object result;

		private @Nullable Throwable failure;

		Caller(@Nullable Function<SqliteSession, @Nullable Object> operation) {
			this.operation = operation;
		}

		void run(SqliteSession session) {
			try {
				this.result = (this.operation != null) ? this.operation.apply(session) : null;
			}
			catch (RuntimeException | Error ex) {
				this.failure = ex;
			}
		}

		@Nullable Object result() {
			if (this.failure instanceof Error error) {
				throw error;
			}
			if (this.failure != null) {
				throw (RuntimeException) this.failure;
			}
			return this.result;
		}

	}

}
