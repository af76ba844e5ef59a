package io.isolatedworkers.data;

import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * A few things of a kind, each used by one thread at a time: made when they are first
 * needed, kept until all are closed. Who finds all in use waits, as for a file that
 * another process keeps locked.
 *
 * @param <R> what is lent
 */
final class Leases<R> {

	private final String what;

	private final int size;

	private final Duration timeout;

	private final Supplier<R> opener;

	private final Consumer<R> closer;

	private final Semaphore permits;

	private final ConcurrentLinkedDeque<R> idle = new ConcurrentLinkedDeque<>();

	private volatile boolean closed;

	Leases(String what, int size, Duration timeout, Supplier<R> opener, Consumer<R> closer) {
		this.what = what;
		this.size = size;
		this.timeout = timeout;
		this.opener = opener;
		this.closer = closer;
		this.permits = new Semaphore(size, true);
	}

	<T extends @Nullable Object> T use(Function<R, T> work) {
		acquire();
		try {
			if (this.closed) {
				throw new DataException(DataProblem.CLOSED, "%s: the adapter is closed".formatted(this.what));
			}
			R lent = this.idle.poll();
			if (lent == null) {
				lent = this.opener.get();
			}
			try {
				return work.apply(lent);
			}
			finally {
				this.idle.push(lent);
				if (this.closed) {
					closeIdle();
				}
			}
		}
		finally {
			this.permits.release();
		}
	}

	private void acquire() {
		try {
			if (!this.permits.tryAcquire(this.timeout.toMillis(), TimeUnit.MILLISECONDS)) {
				throw new DataException(DataProblem.BUSY,
						"%s: other threads use it for more than %s; try again".formatted(this.what, this.timeout));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new DataException(DataProblem.FAILED,
					"%s: interrupted while other threads used it".formatted(this.what), ex);
		}
	}

	/**
	 * Closes what is idle, and whatever else as soon as it is given back, for which this
	 * waits as long as others would.
	 */
	void close() {
		this.closed = true;
		boolean all = false;
		try {
			all = this.permits.tryAcquire(this.size, this.timeout.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		closeIdle();
		if (all) {
			this.permits.release(this.size);
		}
	}

	private void closeIdle() {
		for (R lent = this.idle.poll(); lent != null; lent = this.idle.poll()) {
			this.closer.accept(lent);
		}
	}

}
