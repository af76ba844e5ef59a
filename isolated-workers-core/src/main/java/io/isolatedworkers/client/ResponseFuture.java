package io.isolatedworkers.client;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.Supplier;

import io.isolatedworkers.driver.ReaderThread;
import org.jspecify.annotations.Nullable;

/**
 * The future a caller gets. Completed by the library through {@link #succeed} and
 * {@link #fail} only; a caller who completes or cancels it gives the request up, which
 * {@code abandoned} is told.
 * <p>
 * What depends on it never runs on a thread that others need to go on: see
 * {@link ReaderThread#runLater} and {@link Callbacks}. Threads that merely wait are woken
 * directly.
 *
 * @param <R> the result's type
 */
final class ResponseFuture<R> extends CompletableFuture<R> {

	@SuppressWarnings("rawtypes")
	private static final AtomicReferenceFieldUpdater<ResponseFuture, @Nullable Thread> RECEIVER = AtomicReferenceFieldUpdater
		.newUpdater(ResponseFuture.class, Thread.class, "receiver");

	private final Runnable abandoned;

	private final Runnable settled;

	private final AtomicInteger waiting = new AtomicInteger();

	private final Source source;

	/**
	 * What threads wait for that do not receive. They all are one dependent, so that any
	 * other is known to be a stage, which may run a user's code.
	 */
	private volatile @Nullable CompletableFuture<?> end;

	/** The thread that receives while it waits for this; of several the first. */
	private volatile @Nullable Thread receiver;

	/**
	 * Makes a future.
	 * @param abandoned runs when the caller gave the request up
	 * @param settled runs after {@link #succeed} or {@link #fail} and what depended on it
	 * @param source brings about what this waits for
	 */
	ResponseFuture(Runnable abandoned, Runnable settled, Source source) {
		this.abandoned = abandoned;
		this.settled = settled;
		this.source = source;
	}

	void succeed(@Nullable R result) {
		settle(() -> super.complete(result));
	}

	void fail(Throwable failure) {
		settle(() -> super.completeExceptionally(failure));
	}

	private void settle(Runnable completion) {
		if (someoneWaitsAndNothingElse()) {
			complete(completion);
			return;
		}
		ReaderThread.runLater(() -> complete(completion), Callbacks.SHARED);
	}

	private void complete(Runnable completion) {
		completion.run();
		wakeReceiver();
		this.settled.run();
	}

	/**
	 * Where nobody waits, something may come to depend on this at any moment, and must
	 * not run on the calling thread.
	 */
	private boolean someoneWaitsAndNothingElse() {
		int own = (this.end != null) ? 1 : 0;
		return this.waiting.get() > 0 && getNumberOfDependents() <= own;
	}

	@Override
	public R get() throws InterruptedException, ExecutionException {
		this.waiting.incrementAndGet();
		try {
			receive(Long.MAX_VALUE);
			if (!isDone()) {
				end().get();
			}
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
			long start = System.nanoTime();
			long nanos = unit.toNanos(timeout);
			receive(nanos);
			if (!isDone()) {
				end().get(nanos - (System.nanoTime() - start), TimeUnit.NANOSECONDS);
			}
			return super.get();
		}
		finally {
			this.waiting.decrementAndGet();
		}
	}

	@Override
	public R join() {
		this.waiting.incrementAndGet();
		try {
			receive(Long.MAX_VALUE);
			if (!isDone()) {
				end().join();
			}
			return super.join();
		}
		finally {
			this.waiting.decrementAndGet();
		}
	}

	private synchronized CompletableFuture<?> end() {
		CompletableFuture<?> known = this.end;
		if (known == null) {
			known = super.handle((result, failure) -> null);
			this.end = known;
		}
		return known;
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

	@Override
	public CompletableFuture<R> completeAsync(Supplier<? extends R> supplier, Executor executor) {
		Objects.requireNonNull(supplier);
		executor.execute(() -> {
			if (isDone()) {
				return;
			}
			try {
				complete(supplier.get());
			}
			catch (Throwable ex) {
				completeExceptionally((ex instanceof CompletionException) ? ex : new CompletionException(ex));
			}
		});
		return this;
	}

	@Override
	public void obtrudeValue(R value) {
		super.obtrudeValue(value);
		tellIf(true);
	}

	@Override
	public void obtrudeException(Throwable failure) {
		super.obtrudeException(failure);
		tellIf(true);
	}

	private boolean tellIf(boolean changed) {
		if (changed) {
			wakeReceiver();
			this.abandoned.run();
		}
		return changed;
	}

	/**
	 * A virtual thread must not: it would keep its carrier from all others. Nor must one
	 * of a fork-join pool, which makes up for threads that wait for futures only.
	 */
	private void receive(long nanos) {
		if (isDone() || nanos <= 0 || VirtualThreads.isCurrent()
				|| Thread.currentThread() instanceof ForkJoinWorkerThread
				|| !RECEIVER.compareAndSet(this, null, Thread.currentThread())) {
			return;
		}
		try {
			this.source.receive(this, nanos);
		}
		finally {
			this.receiver = null;
		}
	}

	/** A thread that receives does not notice what another thread does to this. */
	private void wakeReceiver() {
		Thread receiving = this.receiver;
		if (receiving != null && receiving != Thread.currentThread()) {
			this.source.wakeReceiver();
		}
	}

	/** Called for each stage that comes to depend on this. */
	@Override
	public <U> CompletableFuture<U> newIncompleteFuture() {
		if (!isDone()) {
			this.source.keepReceiving();
		}
		return new CompletableFuture<>();
	}

	/** Where answers come from. */
	interface Source {

		/**
		 * Lets the calling thread receive answers until a future is done, if no other
		 * thread does.
		 */
		void receive(ResponseFuture<?> future, long nanos);

		/** Has a thread that receives look whether the future is done. */
		void wakeReceiver();

		/** Sees to it that some thread receives answers. */
		void keepReceiving();

	}

}
