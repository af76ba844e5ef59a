package io.isolatedworkers.client;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import io.isolatedworkers.driver.Agreement;
import io.isolatedworkers.driver.Awaiting;
import io.isolatedworkers.driver.ChannelSettings;
import io.isolatedworkers.driver.CommandAccess;
import io.isolatedworkers.driver.DetachableChannel;
import io.isolatedworkers.driver.DriverChannel;
import io.isolatedworkers.driver.ReconnectableChannel;
import io.isolatedworkers.driver.ReconnectableDriver;
import io.isolatedworkers.driver.ShutdownReason;
import io.isolatedworkers.driver.WorkerDriver;
import io.isolatedworkers.logging.MetaLogger;
import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.message.MiddlewareChain;
import io.isolatedworkers.message.WorkerException;
import io.isolatedworkers.serializer.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * One worker that was started and its client. When the worker is gone it stays gone; a
 * {@code WorkerPool} replaces its workers. Safe for use by several threads.
 */
public sealed class Worker implements WorkerClient permits ReconnectableWorker {

	/** How much longer than the grace period {@link #close()} waits for the end. */
	private static final Duration CLOSE_MARGIN = Duration.ofSeconds(5);

	private final String name;

	private final WorkerOptions options;

	private final WorkerObserver observer;

	private final DriverChannel channel;

	private final MetaLogger logger;

	private final MiddlewareChain middleware;

	private final PendingRequests requests = new PendingRequests();

	private final RequestSender sender;

	private final LifecycleEvents events;

	private final Instant startedAt = Instant.now();

	private final AtomicBoolean closed = new AtomicBoolean();

	private final CompletableFuture<ShutdownReason> gone = new CompletableFuture<>();

	Worker(String name, WorkerOptions options, WorkerObserver observer, DriverChannel channel, MetaLogger logger) {
		this.name = name;
		this.options = options;
		this.observer = observer;
		this.channel = channel;
		this.logger = logger;
		this.middleware = new MiddlewareChain(options.middleware());
		this.sender = new RequestSender(this, options, channel, this.requests, this.middleware, logger, observer);
		this.events = new LifecycleEvents(name, options.listeners(), logger);
	}

	/**
	 * Starts a worker and connects to it. Blocks until it can be used.
	 * @param <O> the driver's options
	 * @param name names the worker in logs and errors
	 * @param driver starts it
	 * @param driverOptions what to run and how
	 * @param options what holds whatever the driver
	 * @param observer is told what happens to the worker
	 * @return the worker
	 * @throws io.isolatedworkers.driver.WorkerStartException if it cannot be started
	 */
	public static <O> Worker start(String name, WorkerDriver<O, ?> driver, O driverOptions, WorkerOptions options,
			WorkerObserver observer) {
		MetaLogger logger = new MetaLogger(options.logger(), options.logLevel());
		DriverChannel channel = driver.spawn(driverOptions, settings(name, options, logger));
		return begin(new Worker(name, options, observer, channel, logger));
	}

	static <O> ReconnectableWorker start(String name, ReconnectableDriver<O, ?> driver, O driverOptions,
			WorkerOptions options) {
		MetaLogger logger = new MetaLogger(options.logger(), options.logLevel());
		ReconnectableChannel channel = driver.spawn(driverOptions, settings(name, options, logger));
		return begin(new ReconnectableWorker(name, options, WorkerObserver.NONE, channel, logger));
	}

	/**
	 * Makes a worker of a channel that a driver connects, by starting a worker or by
	 * attaching to one. Blocks until it can be used.
	 * @param name names the worker in logs and errors
	 * @param options what holds whatever the driver
	 * @param observer is told what happens to the worker
	 * @param driver connects with the settings it is given
	 * @return the worker
	 * @throws io.isolatedworkers.driver.WorkerStartException if it cannot be connected to
	 */
	public static DetachableWorker connect(String name, WorkerOptions options, WorkerObserver observer,
			Function<ChannelSettings, ? extends DetachableChannel> driver) {
		MetaLogger logger = new MetaLogger(options.logger(), options.logLevel());
		DetachableChannel channel = driver.apply(settings(name, options, logger));
		return begin(new DetachableWorker(name, options, observer, channel, logger));
	}

	/**
	 * Makes a client of whatever is at the other end of a channel, as one that is no
	 * worker but answers as one does. Blocks until it can be used.
	 * @param name names it in logs and errors
	 * @param options what holds whatever is there
	 * @param observer is told what happens to it
	 * @param connector connects with the settings it is given
	 * @return the client
	 * @throws io.isolatedworkers.driver.WorkerStartException if it cannot be connected to
	 */
	public static Worker over(String name, WorkerOptions options, WorkerObserver observer,
			Function<ChannelSettings, ? extends DriverChannel> connector) {
		MetaLogger logger = new MetaLogger(options.logger(), options.logLevel());
		DriverChannel channel = connector.apply(settings(name, options, logger));
		return begin(new Worker(name, options, observer, channel, logger));
	}

	private static ChannelSettings settings(String name, WorkerOptions options, MetaLogger logger) {
		CommandAccess access = options.commandAccess();
		return new ChannelSettings(name, options.serializer(), options.startupTimeout(), options.protocol(),
				options.maxFrameBytes(), options.repeatsRequests(), options.owner(), options.workerData(),
				(access != null) ? access.ticketFor(name) : null, logger, options.logLevel());
	}

	private static <W extends Worker> W begin(W started) {
		Worker worker = started;
		worker.events.connected();
		worker.channel.start(new AnswerReceiver(worker, worker.requests, worker.middleware, worker.events,
				worker.logger, worker.observer));
		Agreement agreement = worker.agreement();
		worker.logger.info("Worker %s is connected, protocol %d%s".formatted(worker.describe(), agreement.protocol(),
				agreement.runtime().isEmpty() ? "" : ", " + agreement.runtime()));
		return started;
	}

	@Override
	public <P, R> CompletableFuture<R> send(MessageType<P, R> type, @Nullable P payload, SendOptions sendOptions) {
		Request<R> request = Request.of(type, payload, sendOptions, this.options, Request.Observer.NONE);
		carryOut(request);
		return request.future();
	}

	/**
	 * Sends a request and sees to its end. Does not wait. What goes wrong ends the
	 * request; nothing is thrown.
	 * @param request the request, which no other worker has
	 */
	public void carryOut(Request<?> request) {
		if (this.closed.get()) {
			this.observer.released(this);
			request.fail(closedWith(request));
			return;
		}
		this.sender.send(request);
	}

	/** The caller of a request gave it up. */
	void abandon(Request<?> request) {
		this.sender.abandon(request);
	}

	/** Lets the calling thread receive answers until a future is done. */
	void receiveUntil(CompletableFuture<?> future, long nanos) {
		this.channel.receiveUntil(new Awaiting() {

			@Override
			public boolean isOver() {
				return future.isDone();
			}

			@Override
			public boolean othersWait() {
				return !Worker.this.requests.isEmpty();
			}

		}, nanos);
	}

	/** Has a thread that receives look whether it still waits. */
	void wakeReceiver() {
		this.channel.wakeReceiver();
	}

	/** Sees to it that some thread receives answers. */
	void keepReceiving() {
		this.channel.keepReceiving();
	}

	static WorkerException asWorkerException(Throwable failure) {
		return (failure instanceof WorkerException known) ? known
				: new SerializationException("Middleware failed: " + failure, failure);
	}

	/**
	 * Returns the worker's name.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Returns the worker's process id.
	 * @return the id, empty where it has no process of its own
	 */
	public OptionalLong pid() {
		return this.channel.pid();
	}

	/**
	 * Returns what was agreed with the worker.
	 * @return the agreement
	 */
	public Agreement agreement() {
		return this.channel.agreement();
	}

	/**
	 * How many threads of the worker, once it is gone, still run in this JVM, because
	 * their code does not react to interrupts.
	 * @return the number of threads, always 0 for a worker with a process of its own
	 */
	public int abandonedThreads() {
		return this.channel.abandonedThreads();
	}

	/**
	 * Returns when the worker could first be used.
	 * @return the time
	 */
	public Instant startedAt() {
		return this.startedAt;
	}

	/**
	 * How many requests the worker has and has not answered, those included whose callers
	 * gave them up.
	 * @return the number of requests
	 */
	public int inFlight() {
		return this.requests.inFlight();
	}

	@Override
	public int pending() {
		return this.requests.pending();
	}

	@Override
	public boolean isActive() {
		return !this.closed.get() && !this.gone.isDone();
	}

	@Override
	public boolean isConnected() {
		return isActive() && this.channel.isConnected();
	}

	String describe() {
		OptionalLong pid = pid();
		return pid.isPresent() ? "%s (pid %d)".formatted(this.name, pid.getAsLong()) : this.name;
	}

	@Override
	public void close() {
		CompletableFuture<ShutdownReason> end = closeAsync();
		try {
			end.get(this.options.closeGrace().plus(CLOSE_MARGIN).toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException ex) {
			this.logger.warn("Worker %s has not ended within its grace period of %s".formatted(describe(),
					this.options.closeGrace()), ex);
		}
	}

	/**
	 * Does what {@link #close()} does without waiting.
	 * @return completes when nothing of the worker is left
	 */
	public CompletableFuture<ShutdownReason> closeAsync() {
		if (this.closed.compareAndSet(false, true)) {
			this.requests.removeAll().forEach((request) -> request.fail(closedWith(request)));
			this.channel.close(this.options.closeGrace());
		}
		return this.gone.copy();
	}

	boolean isClosed() {
		return this.closed.get();
	}

	private WorkerClosedException closedWith(Request<?> request) {
		return new WorkerClosedException("Worker closed: worker %s was closed before it answered '%s'"
			.formatted(describe(), request.type().name()), request.delivery());
	}

	WorkerException disconnectedWith(Request<?> request) {
		return this.closed.get() ? closedWith(request) : new WorkerDisconnectedException(
				"The connection to worker %s ended with '%s' in flight".formatted(describe(), request.type().name()),
				request.delivery());
	}

	/** The worker is gone and all that it sent was read. */
	void ended(ShutdownReason reason) {
		this.events.exited(reason);
		this.gone.complete(reason);
		failUnanswered(reason);
		this.observer.gone(this, reason);
	}

	/** Ends a request that was sent when nobody was there to take it any more. */
	void failUnansweredIfGone() {
		if (this.gone.isDone()) {
			failUnanswered(this.gone.join());
		}
	}

	private void failUnanswered(ShutdownReason reason) {
		this.requests.removeAll().forEach((request) -> {
			if (this.closed.get()) {
				request.fail(closedWith(request));
			}
			else {
				request.lost(crashedWith(request, reason));
			}
		});
	}

	private WorkerCrashedException crashedWith(Request<?> request, ShutdownReason reason) {
		return new WorkerCrashedException(
				"Worker %s died with '%s' in flight, %,d ms after the request was made: %s%s".formatted(describe(),
						request.type().name(), request.age().toMillis(), reason,
						reason.outputTail().isEmpty() ? ""
								: "%nIts last output:%n%s".formatted(reason.outputTail().indent(2))),
				request.delivery(), reason, request.type().name(), request.attempts().current(),
				request.attempts().max());
	}

	@Override
	public String toString() {
		return "Worker " + describe();
	}

}
