package io.isolatedworkers.data;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * The only writer of one file. Operations that wait one behind the other are done in the
 * turn of the first of them and committed together, for a commit costs far more than an
 * operation: the caller whose turn it is does the work of all, so no thread is needed.
 */
final class DataDaemonWriter {

	/** How many operations a commit has at most, so that the next turn comes soon. */
	static final int MAX_GROUP = 256;

	private final WriterQueue<Operation> queue;

	private final Supplier<SqliteSession> opener;

	/** Used by the one whose turn it is. */
	private @Nullable SqliteSession session;

	private volatile long commits;

	DataDaemonWriter(String handle, Duration timeout, Supplier<SqliteSession> opener) {
		this.queue = new WriterQueue<>(handle, timeout);
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
		Operation own = new Operation(
				(Function<SqliteSession, @Nullable Object>) (Function<SqliteSession, ?>) operation);
		if (this.queue.await(own)) {
			List<Operation> group = List.of(own);
			try {
				group = this.queue.takeUp(own, MAX_GROUP);
				run(group);
			}
			finally {
				release(group);
			}
		}
		return (T) own.result();
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
		this.queue.await(new Operation(null));
		try {
			return work.get();
		}
		finally {
			release(List.of());
		}
	}

	/** Ends the turn; whoever has the last one closes the file. */
	private void release(List<Operation> done) {
		if (this.queue.pass(done)) {
			SqliteSession unused = this.session;
			if (unused != null) {
				unused.close();
			}
			this.session = null;
			this.queue.end();
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

	private void run(List<Operation> group) {
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
			group.forEach((operation) -> operation.failure = ex);
			return;
		}
		Throwable failure = together(group, session);
		if (failure != null) {
			session.rollback();
			runOneByOne(group, session, failure);
		}
	}

	/** Returns what undid the whole transaction, {@code null} if it is committed. */
	private @Nullable Throwable together(List<Operation> group, SqliteSession session) {
		try {
			for (Operation operation : group) {
				operation.run(session);
				if (operation.failure != null && !session.isInTransaction()) {
					return operation.failure;
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
	private void runOneByOne(List<Operation> group, SqliteSession session, Throwable failure) {
		boolean hopeless = failure instanceof DataException data && data.problem() == DataProblem.BUSY;
		for (Operation operation : group) {
			if (hopeless) {
				operation.failure = failure;
			}
			else {
				operation.failure = null;
				operation.run(session);
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
		return this.queue.waiting();
	}

	/**
	 * Refuses what comes from here on. What has come is done; whoever does the last of it
	 * closes the file, for which this waits for as long as others would.
	 */
	void close() {
		if (this.queue.close()) {
			release(List.of());
		}
	}

	/** Belongs to the one whose turn it is, until it is done. */
	private final class Operation extends WriterQueue.Caller {

		private final @Nullable Function<SqliteSession, @Nullable Object> work;

		private @Nullable Object result;

		private @Nullable Throwable failure;

		/**
		 * Makes an operation.
		 * @param work what to do, {@code null} to have a turn for it
		 */
		Operation(@Nullable Function<SqliteSession, @Nullable Object> work) {
			super(DataDaemonWriter.this.queue, work == null);
			this.work = work;
		}

		void run(SqliteSession session) {
			try {
				this.result = (this.work != null) ? this.work.apply(session) : null;
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
