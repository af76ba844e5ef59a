package io.isolatedworkers.client;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import io.isolatedworkers.driver.Agreement;
import io.isolatedworkers.driver.CancelRequest;
import io.isolatedworkers.driver.ChannelClosedException;
import io.isolatedworkers.driver.ChannelSettings;
import io.isolatedworkers.driver.DetachableChannel;
import io.isolatedworkers.driver.DriverChannel;
import io.isolatedworkers.driver.Feature;
import io.isolatedworkers.driver.ReconnectableChannel;
import io.isolatedworkers.driver.ReconnectableDriver;
import io.isolatedworkers.driver.ShutdownReason;
import io.isolatedworkers.driver.WorkerDriver;
import io.isolatedworkers.logging.MetaLogger;
import io.isolatedworkers.message.Delivery;
import io.isolatedworkers.message.Direction;
import io.isolatedworkers.message.Message;
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

	private static ChannelSettings settings(String name, WorkerOptions options, MetaLogger logger) {
		return new ChannelSettings(name, options.serializer(), options.startupTimeout(), options.protocol(),
				options.maxFrameBytes(), options.repeatsRequests(), options.ownerCloses(), options.workerData(), logger,
				options.logLevel());
	}

	private static <W extends Worker> W begin(W started) {
		Worker worker = started;
		worker.channel
			.start(new AnswerReceiver(worker, worker.requests, worker.middleware, worker.logger, worker.observer));
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
			request.fail(closedWith(request));
			this.observer.released(this);
			return;
		}
		try {
			Message blank = new Message("", request.type().name(), request.payload());
			String tx = this.options.transactionIds().generate(blank);
			request.assignTo(this, tx);
			if (tx.isEmpty() || !this.requests.add(tx, request)) {
				request.fail(new SerializationException("'%s' was not sent: the transaction id '%s' is %s"
					.formatted(request.type().name(), tx, tx.isEmpty() ? "empty" : "in use by another request")));
				this.observer.released(this);
				return;
			}
			Message message = blank.withTx(tx);
			if (this.middleware.isEmpty()) {
				transmit(request, message);
				return;
			}
			this.middleware.apply(message, Direction.SEND).whenComplete((changed, failure) -> {
				if (failure != null) {
					drop(request, asWorkerException(failure));
				}
				else {
					transmit(request, changed);
				}
			});
		}
		catch (RuntimeException ex) {
			drop(request, new SerializationException(
					"'%s' was not sent: %s".formatted(request.type().name(), ex.getMessage()), ex));
		}
	}

	private void transmit(Request<?> request, Message message) {
		if (request.isEnded()) {
			release(request.tx());
			return;
		}
		try {
			Message complete = forVersion(message, request);
			request.markSent(this.channel.agreement().has(Feature.ACCEPTED));
			this.channel.send(complete, request.type().payloadType());
		}
		catch (ChannelClosedException ex) {
			if (this.requests.remove(request.tx()) != null) {
				request.lost(ex);
				this.observer.released(this);
			}
			return;
		}
		catch (WorkerException ex) {
			drop(request, ex);
			return;
		}
		if (this.gone.isDone()) {
			failUnanswered(this.gone.join());
		}
	}

	/** Adds what version 2 carries, or takes away what version 1 does not. */
	private Message forVersion(Message message, Request<?> request) {
		Agreement agreement = this.channel.agreement();
		return new Message(message.tx(), message.type(), message.payload(),
				agreement.has(Feature.META) ? message.meta() : Map.of(),
				agreement.has(Feature.DEADLINE) ? request.timeLeft() : null,
				request.progress() != null && agreement.has(Feature.PROGRESS));
	}

	private void drop(Request<?> request, WorkerException failure) {
		request.fail(failure);
		release(request.tx());
	}

	private void release(String tx) {
		if (this.requests.remove(tx) != null) {
			this.observer.released(this);
		}
	}

	static WorkerException asWorkerException(Throwable failure) {
		return (failure instanceof WorkerException known) ? known
				: new SerializationException("Middleware failed: " + failure, failure);
	}

	/**
	 * The caller of a request gave it up: asks the worker to stop it, and ends the worker
	 * if that does not help.
	 */
	void abandon(Request<?> request) {
		if (this.requests.get(request.tx()) != request || request.delivery() == Delivery.NOT_SENT) {
			return;
		}
		try {
			if (this.channel.agreement().has(Feature.CANCEL)) {
				this.channel.send(new Message(request.tx(), CancelRequest.TYPE, new CancelRequest(request.tx())),
						CancelRequest.PAYLOAD);
			}
		}
		catch (WorkerException ex) {
			this.logger.debug(() -> "'%s' cannot be cancelled: %s".formatted(request.type().name(), ex.getMessage()));
		}
		Duration grace = this.options.cancelGrace();
		Deadlines.after(grace, () -> {
			if (this.requests.get(request.tx()) == request && !this.closed.get()) {
				this.channel.kill("it went on with '%s' for more than %s after the request was cancelled or timed out"
					.formatted(request.type().name(), grace));
			}
		});
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
		this.gone.complete(reason);
		failUnanswered(reason);
		this.observer.gone(this, reason);
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
				request.delivery(), reason, request.type().name(), request.attempt(), request.maxAttempts());
	}

	@Override
	public String toString() {
		return "Worker " + describe();
	}

}
