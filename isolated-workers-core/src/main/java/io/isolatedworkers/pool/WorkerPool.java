package io.isolatedworkers.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Pattern;

import io.isolatedworkers.client.Request;
import io.isolatedworkers.client.SendOptions;
import io.isolatedworkers.client.Worker;
import io.isolatedworkers.client.WorkerClient;
import io.isolatedworkers.client.WorkerObserver;
import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.driver.LibraryThreads;
import io.isolatedworkers.driver.ShutdownReason;
import io.isolatedworkers.driver.WorkerDriver;
import io.isolatedworkers.driver.WorkerStartException;
import io.isolatedworkers.driver.process.ChildProcessDriver;
import io.isolatedworkers.driver.process.ChildProcessOptions;
import io.isolatedworkers.logging.MetaLogger;
import io.isolatedworkers.message.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of workers that are used as if they were one. A request goes to the
 * worker with the fewest requests; where all are busy it waits, and where too many wait
 * it is refused at once. A worker that dies is replaced. Safe for use by several threads.
 */
public final class WorkerPool implements WorkerClient {

	private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,62}");

	/**
	 * How much longer than the grace period {@link #close()} waits for the workers' end.
	 */
	private static final Duration CLOSE_MARGIN = Duration.ofSeconds(5);

	private final String name;

	private final Launcher launcher;

	private final String driver;

	private final WorkerOptions workerOptions;

	private final PoolOptions options;

	private final PoolListener listener;

	private final MetaLogger logger;

	private final List<PoolMember> members;

	private final Dispatcher dispatcher;

	private final AtomicInteger pending = new AtomicInteger();

	private final ExecutorService starters;

	private final AbandonedThreads abandoned;

	private volatile @Nullable String lastFailure;

	private final Request.Observer requestObserver = new Request.Observer() {

		@Override
		public void ended(Request<?> request, Request.Outcome outcome, long nanos) {
			WorkerPool.this.ended(request, outcome, nanos);
		}

		@Override
		public boolean takeBack(Request<?> request) {
			return WorkerPool.this.dispatcher.takeBack(request);
		}

	};

	private WorkerPool(String name, String driver, Launcher launcher, WorkerOptions workerOptions, PoolOptions options,
			PoolListener listener) {
		this.name = name;
		this.driver = driver;
		this.launcher = launcher;
		this.workerOptions = workerOptions;
		this.options = options;
		this.listener = listener;
		this.logger = new MetaLogger(workerOptions.logger(), workerOptions.logLevel());
		List<PoolMember> places = new ArrayList<>();
		for (int i = 1; i <= options.size(); i++) {
			places.add(new PoolMember(name + "-" + i));
		}
		this.members = List.copyOf(places);
		this.dispatcher = new Dispatcher(name, options, places);
		// More starts at a time than cores only make each of them slower
		this.starters = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors(),
				new LibraryThreads("isolated-workers-start-" + name));
		this.abandoned = new AbandonedThreads(name, this.logger);
	}

	/**
	 * Returns a builder of a pool of child processes.
	 * @param name the pool's name: a letter, then letters, digits, {@code -} and
	 * {@code _}, 63 characters at most
	 * @param process what each worker runs and how
	 * @return the builder
	 * @throws IllegalArgumentException if the name is not allowed
	 */
	public static Builder<ChildProcessOptions> builder(String name, ChildProcessOptions process) {
		return builder(name, new ChildProcessDriver(), process);
	}

	/**
	 * Returns a builder of a pool of any driver's workers.
	 * @param <O> the driver's options
	 * @param name the pool's name: a letter, then letters, digits, {@code -} and
	 * {@code _}, 63 characters at most
	 * @param driver starts the workers
	 * @param driverOptions what each worker runs and how
	 * @return the builder
	 * @throws IllegalArgumentException if the name is not allowed
	 */
	public static <O> Builder<O> builder(String name, WorkerDriver<O, ?> driver, O driverOptions) {
		if (!NAME.matcher(name).matches()) {
			throw new IllegalArgumentException(
					"'%s' cannot be a pool's name; it must begin with a letter and go on with letters, digits, - and _, 63 characters at most"
						.formatted(name));
		}
		return new Builder<>(name, driver, driverOptions);
	}

	private void start() {
		List<CompletableFuture<Void>> starts = new ArrayList<>();
		for (PoolMember member : this.members) {
			starts.add(CompletableFuture.runAsync(() -> launch(member), this.starters));
		}
		try {
			for (CompletableFuture<Void> start : starts) {
				start.get();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			close();
			throw new WorkerStartException(
					"Starting pool %s was given up because the thread was interrupted".formatted(this.name), null, "",
					ex);
		}
		catch (ExecutionException ex) {
			close();
			if (ex.getCause() instanceof RuntimeException failure) {
				throw failure;
			}
			throw new IllegalStateException("Pool %s cannot be started".formatted(this.name), ex.getCause());
		}
	}

	private void launch(PoolMember member) {
		if (this.dispatcher.isClosed()) {
			return;
		}
		Worker worker = this.launcher.launch(member.id(), this.workerOptions, new MemberObserver(member));
		Boolean restart = this.dispatcher.ready(member, worker);
		if (restart == null) {
			worker.closeAsync();
		}
		else {
			tell((told) -> told.workerStarted(member.id(), restart));
		}
	}

	private void replace(PoolMember member, int failures) {
		Duration wait = (failures == 0) ? Duration.ZERO : this.options.restartBackoff().checkedDelay(failures - 1);
		CompletableFuture.delayedExecutor(wait.toNanos(), TimeUnit.NANOSECONDS, (task) -> {
			if (!this.dispatcher.isClosed()) {
				this.starters.execute(task);
			}
		}).execute(() -> {
			try {
				launch(member);
			}
			catch (RuntimeException ex) {
				int before = this.dispatcher.startFailed(member, ex);
				if (before >= 0) {
					this.lastFailure = ex.getMessage();
					this.logger.warn("Pool %s cannot replace worker %s".formatted(this.name, member.id()), ex);
					replace(member, before);
				}
			}
		});
	}

	private void tell(Consumer<PoolListener> event) {
		try {
			event.accept(this.listener);
		}
		catch (RuntimeException ex) {
			this.logger.warn("The listener of pool %s failed".formatted(this.name), ex);
		}
	}

	@Override
	public <P, R> CompletableFuture<R> send(MessageType<P, R> type, @Nullable P payload, SendOptions sendOptions) {
		this.pending.incrementAndGet();
		Request<R> request = Request.of(type, payload, sendOptions, this.workerOptions, this.requestObserver);
		this.dispatcher.submit(request);
		return request.future();
	}

	private void ended(Request<?> request, Request.Outcome outcome, long nanos) {
		this.pending.decrementAndGet();
		Worker worker = request.worker();
		if (worker == null) {
			this.dispatcher.forget(request);
		}
		else {
			for (PoolMember member : this.members) {
				if (member.id().equals(worker.name())) {
					member.count(outcome == Request.Outcome.SUCCESS);
				}
			}
		}
		tell((told) -> told.requestEnded(request.type().name(), outcome, Duration.ofNanos(nanos)));
	}

	/**
	 * Returns the pool's name.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Returns what the pool and its workers are doing.
	 * @return a snapshot
	 */
	public PoolStats stats() {
		return this.dispatcher.locked(() -> new PoolStats(this.name, this.driver,
				this.workerOptions.serializer().name(), this.options.size(), pending(), this.dispatcher.queued(),
				this.abandoned.count(), this.lastFailure, this.members.stream().map(PoolMember::stats).toList()));
	}

	@Override
	public int pending() {
		return this.pending.get();
	}

	/**
	 * Returns how many requests wait for a worker.
	 * @return the number of requests
	 */
	public int queued() {
		return this.dispatcher.queued();
	}

	@Override
	public boolean isActive() {
		return !this.dispatcher.isClosed();
	}

	@Override
	public boolean isConnected() {
		return this.dispatcher.locked(() -> this.members.stream()
			.anyMatch((member) -> member.worker() != null && member.worker().isConnected()));
	}

	/**
	 * Waits until no request is left. Requests may still be sent meanwhile.
	 * @param timeout how long to wait
	 * @return {@code false} if requests were left when the time was up
	 * @throws InterruptedException if the thread is interrupted
	 */
	public boolean awaitIdle(Duration timeout) throws InterruptedException {
		return this.dispatcher.awaitIdle(timeout);
	}

	@Override
	public void close() {
		List<CompletableFuture<ShutdownReason>> ends = this.dispatcher.close()
			.stream()
			.map(Worker::closeAsync)
			.toList();
		try {
			this.starters.shutdownNow();
			Duration limit = this.workerOptions.closeGrace().plus(CLOSE_MARGIN);
			CompletableFuture.allOf(ends.toArray(CompletableFuture<?>[]::new))
				.get(limit.toMillis(), TimeUnit.MILLISECONDS);
			this.starters.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException ex) {
			this.logger.warn("The workers of pool %s have not ended within %s".formatted(this.name,
					this.workerOptions.closeGrace()), ex);
		}
	}

	@Override
	public String toString() {
		return "Pool " + this.name;
	}

	@FunctionalInterface
	private interface Launcher {

		Worker launch(String id, WorkerOptions options, WorkerObserver observer);

	}

	private final class MemberObserver implements WorkerObserver {

		private final PoolMember member;

		private MemberObserver(PoolMember member) {
			this.member = member;
		}

		@Override
		public void released(Worker worker) {
			WorkerPool.this.dispatcher.released(this.member, worker);
		}

		@Override
		public void connected(Worker worker) {
			WorkerPool.this.dispatcher.handOut();
		}

		@Override
		public void gone(Worker worker, ShutdownReason reason) {
			WorkerPool.this.abandoned.add(worker);
			int failures = WorkerPool.this.dispatcher.died(this.member, reason.toString());
			if (failures >= 0) {
				WorkerPool.this.lastFailure = reason.toString();
				tell((told) -> told.workerDied(this.member.id(), reason));
				replace(this.member, failures);
			}
		}

	}

	/**
	 * Builds a {@link WorkerPool}.
	 *
	 * @param <O> the driver's options
	 */
	public static final class Builder<O> {

		private final String name;

		private final WorkerDriver<O, ?> driver;

		private final O driverOptions;

		private WorkerOptions workerOptions = WorkerOptions.defaults();

		private PoolOptions options = PoolOptions.defaults();

		private PoolListener listener = PoolListener.NONE;

		private Builder(String name, WorkerDriver<O, ?> driver, O driverOptions) {
			this.name = name;
			this.driver = driver;
			this.driverOptions = driverOptions;
		}

		/**
		 * Sets what holds for each worker whatever the driver.
		 * @param workerOptions the options
		 * @return this builder
		 */
		public Builder<O> workerOptions(WorkerOptions workerOptions) {
			this.workerOptions = workerOptions;
			return this;
		}

		/**
		 * Sets how many workers there are and how the pool deals with them.
		 * @param options the options
		 * @return this builder
		 */
		public Builder<O> options(PoolOptions options) {
			this.options = options;
			return this;
		}

		/**
		 * Sets who is told what happens.
		 * @param listener the listener
		 * @return this builder
		 */
		public Builder<O> listener(PoolListener listener) {
			this.listener = listener;
			return this;
		}

		/**
		 * Starts all workers and waits until each can be used.
		 * @return the pool
		 * @throws WorkerStartException if a worker cannot be started; none is left then
		 */
		public WorkerPool start() {
			WorkerPool pool = new WorkerPool(
					this.name, this.driver.name(), (id, workerOptions, observer) -> Worker.start(id, this.driver,
							this.driverOptions, workerOptions, observer),
					this.workerOptions, this.options, this.listener);
			pool.start();
			return pool;
		}

	}

}
