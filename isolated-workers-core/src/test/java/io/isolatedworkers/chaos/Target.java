package io.isolatedworkers.chaos;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

import io.isolatedworkers.client.ReconnectableWorker;
import io.isolatedworkers.client.Request;
import io.isolatedworkers.client.SendOptions;
import io.isolatedworkers.client.WorkerClient;
import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.driver.WorkerStartException;
import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.pool.PoolListener;
import io.isolatedworkers.pool.WorkerPool;
import org.jspecify.annotations.Nullable;

/**
 * A worker or a pool that chaos comes over. Replaced when it has ended. What takes long
 * runs beside, one thing at a time.
 *
 * @param <C> what it is
 */
abstract class Target<C extends WorkerClient> {

	private final String name;

	private final Supplier<C> starter;

	private final Executor background;

	/** Guarded by this. */
	private CompletableFuture<Void> running = CompletableFuture.completedFuture(null);

	private volatile @Nullable C client;

	private volatile boolean closed;

	Target(String name, Supplier<C> starter, Executor background) {
		this.name = name;
		this.starter = starter;
		this.background = background;
	}

	static Target<ReconnectableWorker> worker(String name, Supplier<ReconnectableWorker> starter, WorkerOptions options,
			Executor background) {
		return new Single(name, starter, options, background);
	}

	static Target<WorkerPool> pool(String name, Function<PoolListener, WorkerPool> starter, Executor background) {
		EndCounter ends = new EndCounter();
		return new Pool(name, () -> starter.apply(ends), ends, background);
	}

	@Nullable C client() {
		return this.client;
	}

	/** Whether a request may be repeated by itself. */
	abstract boolean mayRepeat();

	/** How many more ends it told of than it was sent requests. */
	abstract int extraEnds();

	abstract void disconnect();

	abstract void reconnect();

	/**
	 * Sends a request.
	 * @return {@code null} while there is nobody to send it to
	 */
	abstract <P, R> @Nullable CompletableFuture<R> send(MessageType<P, R> type, P payload, SendOptions options,
			AtomicInteger told);

	/** Starts what is not running. */
	void ensureStarted() {
		C current = this.client;
		if (current == null || !current.isActive()) {
			restart();
		}
	}

	void restart() {
		inBackground(() -> {
			C current = this.client;
			if (current != null) {
				current.close();
			}
			if (!this.closed) {
				this.client = this.starter.get();
			}
		});
	}

	/** Runs a task unless another runs. */
	final synchronized void inBackground(Runnable task) {
		if (this.running.isDone()) {
			this.running = CompletableFuture.runAsync(() -> {
				try {
					task.run();
				}
				catch (WorkerStartException ex) {
					// killed or stopped on the way
				}
			}, this.background);
		}
	}

	void close() {
		this.closed = true;
		C current = this.client;
		if (current != null) {
			current.close();
		}
		CompletableFuture<Void> last;
		synchronized (this) {
			last = this.running;
		}
		last.join();
		C started = this.client;
		if (started != null && started != current) {
			started.close();
		}
	}

	@Override
	public String toString() {
		return this.name;
	}

	private static final class Single extends Target<ReconnectableWorker> {

		private final WorkerOptions options;

		private Single(String name, Supplier<ReconnectableWorker> starter, WorkerOptions options, Executor background) {
			super(name, starter, background);
			this.options = options;
		}

		@Override
		boolean mayRepeat() {
			return false;
		}

		@Override
		int extraEnds() {
			return 0;
		}

		@Override
		void disconnect() {
			ReconnectableWorker worker = client();
			if (worker != null) {
				worker.disconnect();
			}
		}

		@Override
		void reconnect() {
			ReconnectableWorker worker = client();
			if (worker != null) {
				inBackground(worker::reconnect);
			}
		}

		@Override
		<P, R> @Nullable CompletableFuture<R> send(MessageType<P, R> type, P payload, SendOptions send,
				AtomicInteger told) {
			ReconnectableWorker worker = client();
			if (worker == null || !worker.isActive()) {
				return null;
			}
			Request<R> request = Request.of(type, payload, send, this.options,
					(ended, outcome) -> told.incrementAndGet());
			worker.carryOut(request);
			return request.future();
		}

	}

	private static final class Pool extends Target<WorkerPool> {

		private final AtomicInteger sent = new AtomicInteger();

		private final EndCounter ends;

		private Pool(String name, Supplier<WorkerPool> starter, EndCounter ends, Executor background) {
			super(name, starter, background);
			this.ends = ends;
		}

		@Override
		boolean mayRepeat() {
			return true;
		}

		@Override
		int extraEnds() {
			return this.ends.count.get() - this.sent.get();
		}

		@Override
		void disconnect() {
			// a pool's workers are its own
		}

		@Override
		void reconnect() {
			// a pool's workers are its own
		}

		@Override
		<P, R> @Nullable CompletableFuture<R> send(MessageType<P, R> type, P payload, SendOptions send,
				AtomicInteger told) {
			WorkerPool pool = client();
			if (pool == null || !pool.isActive()) {
				return null;
			}
			// Who listens to a pool is not told which request it was
			told.incrementAndGet();
			this.sent.incrementAndGet();
			return pool.send(type, payload, send);
		}

	}

	private static final class EndCounter implements PoolListener {

		private final AtomicInteger count = new AtomicInteger();

		@Override
		public void requestEnded(String pool, String messageType, Request.Outcome outcome, Duration duration) {
			this.count.incrementAndGet();
		}

	}

}
