package io.isolatedworkers.pool;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

import io.isolatedworkers.client.SendOptions;
import io.isolatedworkers.client.Worker;
import io.isolatedworkers.client.WorkerClient;
import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.driver.DetachableDriver;
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
 * it is refused at once. A worker that dies is replaced, at once by a spare if the pool
 * keeps any. Safe for use by several threads.
 */
public final class WorkerPool implements WorkerClient {

	/** Futures are complete at once unless the machine is very busy. */
	private static final Duration UNTIL_COMPLETED = Duration.ofSeconds(1);

	private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,62}");

	private final String name;

	private final String driver;

	private final WorkerOptions workerOptions;

	private final PoolOptions options;

	private final Members members;

	private final Dispatcher dispatcher;

	private final PoolRequests requests;

	private final Supervisor supervisor;

	private final PoolEnd end;

	private WorkerPool(Builder<?> builder) {
		this.name = builder.name;
		this.driver = builder.driver;
		this.workerOptions = builder.workerOptions;
		this.options = builder.options;
		MetaLogger logger = new MetaLogger(this.workerOptions.logger(), this.workerOptions.logLevel());
		PoolEvents events = new PoolEvents(this.name, builder.listener, logger);
		this.members = Members.of(this.name, this.options);
		this.dispatcher = new Dispatcher(this.name, this.options, this.members, events);
		this.requests = new PoolRequests(this.workerOptions, this.members, this.dispatcher, events);
		this.supervisor = new Supervisor(this.name, builder.launcher, this.workerOptions, this.options, this.dispatcher,
				events);
		this.end = new PoolEnd(this.name, this.workerOptions.closeGrace(), this.dispatcher, this.supervisor,
				builder.state, logger);
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
		requireName(name);
		return new Builder<>(name, driver.name(),
				(id, options, observer) -> Worker.start(id, driver, driverOptions, options, observer), null);
	}

	/**
	 * Returns a builder of a pool whose workers outlive their host. The workers that an
	 * earlier pool left behind are attached to, with the state they have; those that are
	 * gone are started. {@link #close()} leaves the workers, {@link #terminate()} ends
	 * them.
	 * @param <O> the driver's options
	 * @param name the pool's name, the same for each host
	 * @param driver starts the workers and attaches to them
	 * @param driverOptions what each worker runs and how; they must say that it is
	 * detached
	 * @param state where the workers' addresses are kept; closed with the pool
	 * @return the builder
	 * @throws IllegalArgumentException if the name is not allowed
	 */
	public static <O> Builder<O> detached(String name, DetachableDriver<O, ?> driver, O driverOptions,
			StateDirectory state) {
		requireName(name);
		return new Builder<>(name, driver.name(), new DetachedLauncher<>(driver, driverOptions, state), state);
	}

	private static void requireName(String name) {
		if (!NAME.matcher(name).matches()) {
			throw new IllegalArgumentException(
					"'%s' cannot be a pool's name; it must begin with a letter and go on with letters, digits, - and _, 63 characters at most"
						.formatted(name));
		}
	}

	@Override
	public <P, R> CompletableFuture<R> send(MessageType<P, R> type, @Nullable P payload, SendOptions sendOptions) {
		return this.requests.send(type, payload, sendOptions);
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
		return this.dispatcher.locked(
				() -> new PoolStats(this.name, this.driver, this.workerOptions.serializer().name(), this.options.size(),
						this.options.spares(), pending(), this.dispatcher.queued(), this.supervisor.abandonedThreads(),
						this.supervisor.lastFailure(), this.members.stream().map(PoolMember::stats).toList()));
	}

	@Override
	public int pending() {
		return this.requests.pending();
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
		return this.dispatcher.locked(() -> this.members.stream().anyMatch(PoolMember::isConnected));
	}

	/**
	 * Waits until no request is left, or the pool is closed, and the futures of those
	 * that ended are complete. What depends on these runs on threads of its own; it is
	 * waited for a second at most. Requests may still be sent meanwhile.
	 * @param timeout how long to wait
	 * @return {@code false} if requests were left when the time was up
	 * @throws InterruptedException if the thread is interrupted
	 */
	public boolean awaitIdle(Duration timeout) throws InterruptedException {
		long start = System.nanoTime();
		boolean idle = this.dispatcher.awaitIdle(timeout)
				&& this.requests.awaitEnded(timeout.minusNanos(System.nanoTime() - start));
		if (idle) {
			this.requests.awaitCompleted(UNTIL_COMPLETED);
		}
		return idle;
	}

	/**
	 * Ends the workers, or, if the pool is {@linkplain #detached detached}, leaves them
	 * to a later host. Pending requests fail. Waits until nothing of what was to end is
	 * left, or the grace period and a little more have passed. Idempotent.
	 */
	@Override
	public void close() {
		this.end.close(this.end.leavesWorkers());
	}

	/**
	 * Ends the workers, those of a {@linkplain #detached detached} pool too. Otherwise as
	 * {@link #close()}.
	 */
	public void terminate() {
		this.end.close(false);
	}

	@Override
	public String toString() {
		return "Pool " + this.name;
	}

	/**
	 * Builds a {@link WorkerPool}.
	 *
	 * @param <O> the driver's options
	 */
	public static final class Builder<O> {

		private final String name;

		private final String driver;

		private final Launcher launcher;

		private final @Nullable StateDirectory state;

		private WorkerOptions workerOptions = WorkerOptions.defaults();

		private PoolOptions options = PoolOptions.defaults();

		private PoolListener listener = PoolListener.NONE;

		private Builder(String name, String driver, Launcher launcher, @Nullable StateDirectory state) {
			this.name = name;
			this.driver = driver;
			this.launcher = launcher;
			this.state = state;
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
		 * Starts all workers and waits until each can be used. Spares are started behind
		 * them and not waited for.
		 * @return the pool
		 * @throws IllegalArgumentException if a {@linkplain #detached detached} pool is
		 * to have spares
		 * @throws WorkerStartException if a worker cannot be started; none is left then
		 */
		public WorkerPool start() {
			WorkerPool pool = new WorkerPool(this);
			try {
				requireNoSparesOfDetached();
				pool.supervisor.start(pool.members);
				return pool;
			}
			catch (RuntimeException ex) {
				pool.close();
				throw ex;
			}
		}

		private void requireNoSparesOfDetached() {
			if (this.state != null && this.options.spares() > 0) {
				throw new IllegalArgumentException(
						"Pool %s is to have %d spares, and its workers outlive their host: the next one could not tell a spare from the worker whose state counts. Set spares to 0, or do without detached workers"
							.formatted(this.name, this.options.spares()));
			}
		}

	}

}
