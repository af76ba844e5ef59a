package io.isolatedworkers.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * The future a caller gets. Completed by the library through {@link #succeed} and
 * {@link #fail} only; a caller who completes or cancels it gives the request up, which
 * {@code abandoned} is told.
 * <p>
 * What depends on it runs on a thread of its own and not on the one that reads for all
 * requests of a connection. Threads that merely wait are woken directly.
 *
 * @param <R> the result's type
 */
final class ResponseFuture<R> extends CompletableFuture<R> {

	private final Runnable abandoned;

	private final Runnable settled;

	private final AtomicInteger waiting = new AtomicInteger();

	/**
	 * Makes a future.
	 * @param abandoned runs when the caller gave the request up
	 * @param settled runs after {@link #succeed} or {@link #fail} and what depended on it
	 */
	ResponseFuture(Runnable abandoned, Runnable settled) {
		this.abandoned = abandoned;
		this.settled = settled;
	}

	void succeed(@Nullable R result) {
		settle(() -> super.complete(result));
	}

	void fail(Throwable failure) {
		settle(() -> super.completeExceptionally(failure));
	}

	private void settle(Runnable completion) {
		Runnable whole = () -> {
			completion.run();
			this.settled.run();
		};
		if (someoneWaitsAndNothingElse()) {
			whole.run();
			return;
		}
		Callbacks.SHARED.execute(whole);
	}

	/**
	 * Where nobody waits, something may come to depend on this at any moment, and must
	 * not run on the calling thread.
	 */
	private boolean someoneWaitsAndNothingElse() {
		int threads = this.waiting.get();
		return threads > 0 && getNumberOfDependents() <= threads;
	}

	@Override
	public R get() throws InterruptedException, ExecutionException {
		this.waiting.incrementAndGet();
		try {
			return super.get();
		}
		finally {
			this.waiting.decrementAndGet();
		}
	}

	@Override
	public R get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
		this.waiting.incrementAndGet();
		try {
			return super.get(timeout, unit);
		}
		finally {
			this.waiting.decrementAndGet();
		}
	}

	@Override
	public R join() {
		this.waiting.incrementAndGet();
		try {
			return super.join();
		}
		finally {
			this.waiting.decrementAndGet();
		}
	}

	@Override
	public boolean complete(R value) {
		return tellIf(super.complete(value));
	}

	@Override
	public boolean completeExceptionally(Throwable failure) {
		return tellIf(super.completeExceptionally(failure));
	}

	@Override
	public boolean cancel(boolean mayInterruptIfRunning) {
		boolean before = isDone();
		boolean cancelled = super.cancel(mayInterruptIfRunning);
		tellIf(cancelled && !before);
		return cancelled;
	}

	private boolean tellIf(boolean changed) {
		if (changed) {
			this.abandoned.run();
		}
		return changed;
	}

	@Override
	public <U> CompletableFuture<U> newIncompleteFuture() {
		return new CompletableFuture<>();
	}

}
