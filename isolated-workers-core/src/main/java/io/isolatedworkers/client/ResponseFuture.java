package io.isolatedworkers.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import org.jspecify.annotations.Nullable;

/**
 * The future a caller gets. Completed by the library through {@link #succeed} and
 * {@link #fail} only; a caller who completes or cancels it gives the request up, which
 * {@code abandoned} is told.
 * <p>
 * What depends on it runs on a thread of its own, or on the one that reads for all
 * requests of a connection while another reads. Threads that merely wait are woken
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
		Runnable measured = () -> {
			long start = System.nanoTime();
			complete(completion);
			this.source.callbacksTook(System.nanoTime() - start);
		};
		if (!this.source.runHere(measured)) {
			Callbacks.SHARED.execute(measured);
		}
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
		int threads = this.waiting.get();
		return threads > 0 && getNumberOfDependents() <= threads;
	}

	@Override
	public R get() throws InterruptedException, ExecutionException {
		this.waiting.incrementAndGet();
		try {
			receive(Long.MAX_VALUE);
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
			return super.get(nanos - (System.nanoTime() - start), TimeUnit.NANOSECONDS);
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
			wakeReceiver();
			this.abandoned.run();
		}
		return changed;
	}

	/** A virtual thread must not: it would keep its carrier from all others. */
	private void receive(long nanos) {
		if (isDone() || nanos <= 0 || VirtualThreads.isCurrent()
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

		/**
		 * Runs callbacks on the calling thread, which delivers an answer, if they are
		 * known to be quick and it need not go on meanwhile.
		 */
		boolean runHere(Runnable callbacks);

		/** Takes into account how long callbacks took. */
		void callbacksTook(long nanos);

		/** Has a thread that receives look whether the future is done. */
		void wakeReceiver();

		/** Sees to it that some thread receives answers. */
		void keepReceiving();

	}

}
