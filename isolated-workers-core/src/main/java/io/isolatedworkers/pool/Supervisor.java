package io.isolatedworkers.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.isolatedworkers.client.Worker;
import io.isolatedworkers.client.WorkerObserver;
import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.driver.LibraryThreads;
import io.isolatedworkers.driver.ShutdownReason;
import io.isolatedworkers.driver.WorkerStartException;
import io.isolatedworkers.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Fills the places of a pool with workers, at first and whenever one is gone. Safe for
 * use by several threads.
 */
final class Supervisor {

	/**
	 * How long a spare that took over has the machine to itself: its first answers are
	 * waited for, and the start of a process takes all the time of the processor that it
	 * gets.
	 */
	private static final long TAKEOVER_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private final String pool;

	private final Launcher launcher;

	private final WorkerOptions workerOptions;

	private final PoolOptions options;

	private final Dispatcher dispatcher;

	private final PoolEvents events;

	private final Logger logger;

	private final ExecutorService starters;

	private final AbandonedThreads abandoned;

	private volatile @Nullable String lastFailure;

	Supervisor(String pool, Launcher launcher, WorkerOptions workerOptions, PoolOptions options, Dispatcher dispatcher,
			PoolEvents events) {
		this.pool = pool;
		this.launcher = launcher;
		this.workerOptions = workerOptions;
		this.options = options;
		this.dispatcher = dispatcher;
		this.events = events;
		this.logger = events.logger();
		// More starts at a time than cores only make each of them slower
		this.starters = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors(),
				new LibraryThreads("isolated-workers-start-" + pool));
		this.abandoned = new AbandonedThreads(pool, this.logger);
	}

	/**
	 * Starts a worker for each place that must serve and waits until all can be used. The
	 * spares follow behind: nobody needs them yet, and those that are needed start faster
	 * without them.
	 * @throws WorkerStartException if one cannot be started, or the thread is interrupted
	 */
	void start(Members members) {
		List<CompletableFuture<Void>> starts = new ArrayList<>();
		for (PoolMember member : members.first()) {
			starts.add(CompletableFuture.runAsync(() -> launch(member), this.starters));
		}
		try {
			for (CompletableFuture<Void> start : starts) {
				start.get();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new WorkerStartException(
					"Starting pool %s was given up because the thread was interrupted".formatted(this.pool),
					WorkerStartException.Stage.NOT_STARTED, null, "", ex);
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof RuntimeException failure) {
				throw failure;
			}
			throw new IllegalStateException("Pool %s cannot be started".formatted(this.pool), ex.getCause());
		}
		members.others().forEach((spare) -> replace(spare, 0));
	}

	private void launch(PoolMember member) {
		if (this.dispatcher.isClosed()) {
			return;
		}
		Worker worker = this.launcher.launch(member.id(), this.workerOptions, new MemberObserver(member));
		Boolean restart = this.dispatcher.ready(member, worker);
		if (restart == null) {
			this.launcher.discard(worker);
		}
		else {
			this.events.tell((told) -> told.workerStarted(this.pool, member.id(), restart));
		}
	}

	/**
	 * Fills a place in the background.
	 * @param failures how many workers of this place failed in a row, without having
	 * answered; 0 to replace it at once, or just behind the spare that took over
	 */
	private void replace(PoolMember member, int failures) {
		long least = this.dispatcher.isOneMissing() ? 0 : TAKEOVER_NANOS;
		long wait = (failures == 0) ? least : Math.max(least, waitAfter(failures));
		CompletableFuture.delayedExecutor(wait, TimeUnit.NANOSECONDS, (task) -> {
			if (!this.dispatcher.isClosed()) {
				this.starters.execute(task);
			}
		}).execute(() -> {
			try {
				launch(member);
			}
			catch (RuntimeException | Error ex) {
				int inARow = this.dispatcher.startFailed(member, ex);
				if (inARow > 0) {
					this.lastFailure = ex.getMessage();
					this.logger.warn(
							"Pool %s cannot start worker %s: %s".formatted(this.pool, member.id(), ex.getMessage()),
							(ex instanceof WorkerStartException) ? null : ex);
					replace(member, inARow);
				}
			}
		});
	}

	/** A backoff that fails must not keep a place empty for ever. */
	private long waitAfter(int failures) {
		Duration wait;
		try {
			wait = this.options.restartBackoff().checkedDelay(failures - 1);
		}
		catch (RuntimeException ex) {
			wait = PoolOptions.DEFAULT_MAX_RESTART_DELAY;
			this.logger.error("The restart backoff of pool %s failed; its workers are replaced after %s instead"
				.formatted(this.pool, wait), ex);
		}
		return TimeUnit.NANOSECONDS.convert(wait);
	}

	/** How a worker died last or why one could not be started last. */
	@Nullable String lastFailure() {
		return this.lastFailure;
	}

	/** How many threads of workers that are gone run now. */
	int abandonedThreads() {
		return this.abandoned.count();
	}

	/** Starts no more workers and waits for the starts that run. */
	void stop(Duration limit) throws InterruptedException {
		this.starters.shutdownNow();
		this.starters.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS);
	}

	private final class MemberObserver implements WorkerObserver {

		private final PoolMember member;

		private MemberObserver(PoolMember member) {
			this.member = member;
		}

		@Override
		public void released(Worker worker) {
			Supervisor.this.dispatcher.released(this.member, worker);
		}

		@Override
		public void connected(Worker worker) {
			Supervisor.this.dispatcher.connected();
		}

		@Override
		public void gone(Worker worker, ShutdownReason reason) {
			Supervisor.this.abandoned.add(worker);
			int failures = Supervisor.this.dispatcher.died(this.member, reason.toString());
			if (failures >= 0) {
				Supervisor.this.lastFailure = reason.toString();
				Supervisor.this.events.tell((told) -> told.workerDied(Supervisor.this.pool, this.member.id(), reason));
				replace(this.member, failures);
			}
		}

	}

}
