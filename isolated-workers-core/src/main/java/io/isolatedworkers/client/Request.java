package io.isolatedworkers.client;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import io.isolatedworkers.message.Delivery;
import io.isolatedworkers.message.MessageSequence;
import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.message.RemoteError;
import io.isolatedworkers.message.WorkerException;
import org.jspecify.annotations.Nullable;

/**
 * One request from its making to its end. Made by a client or a pool, carried out by one
 * {@link Worker}. It ends exactly once: by answer, failure, timeout, or because its
 * caller gave it up. Safe for use by several threads.
 *
 * @param <R> the result's type
 */
public final class Request<R> extends Deadline {

	/** A field of the request itself costs less than an object for each. */
	@SuppressWarnings("rawtypes")
	private static final AtomicReferenceFieldUpdater<Request, @Nullable Outcome> OUTCOME = AtomicReferenceFieldUpdater
		.newUpdater(Request.class, Outcome.class, "outcome");

	private static final Runnable NOTHING = () -> {
	};

	private final MessageType<?, R> type;

	private final @Nullable Object payload;

	private final Duration timeout;

	/** What the thread that made the request sends along with all of its requests. */
	private final Map<String, String> meta = RequestMeta.current();

	private final Observer observer;

	/** Present if someone listens to progress: keeps the reports before the end. */
	private final @Nullable ProgressFeed progress;

	private final ResponseFuture<R> future = new ResponseFuture<>(this::giveUp, this::completed, new Answers());

	/** Present if there is middleware. */
	private final @Nullable MessageSequence received;

	private final long created;

	private final Attempts attempts;

	private volatile @Nullable Outcome outcome;

	private Request(long now, MessageType<?, R> type, @Nullable Object payload, Duration timeout,
			@Nullable ProgressFeed progress, WorkerOptions options, Observer observer) {
		super(now, timeout);
		this.created = now;
		this.type = type;
		this.payload = payload;
		this.timeout = timeout;
		this.attempts = new Attempts(options.crashPolicyOf(type).maxAttempts());
		this.received = options.middleware().isEmpty() ? null : new MessageSequence();
		this.progress = progress;
		this.observer = observer;
		JvmKeeper.requestMade();
		try {
			Deadlines.SHARED.add(this);
		}
		catch (RuntimeException | Error ex) {
			JvmKeeper.requestEnded();
			throw ex;
		}
	}

	/**
	 * Makes a request. Its timeout begins now.
	 * @param <P> the payload's type
	 * @param <R> the result's type
	 * @param type what is asked
	 * @param payload the payload, {@code null} for none
	 * @param send what this request does differently
	 * @param options what holds for all requests
	 * @param observer is told when the request has ended
	 * @return the request
	 */
	public static <P, R> Request<R> of(MessageType<P, R> type, @Nullable P payload, SendOptions send,
			WorkerOptions options, Observer observer) {
		ProgressPublisher<?> publisher = send.publisher();
		boolean refused = publisher != null && !publisher.take();
		Request<R> request = new Request<>(System.nanoTime(), type, payload, options.timeoutOf(type, send),
				refused ? null : ProgressFeed.of(type.name(), send, options), options, observer);
		if (refused) {
			request.fail(new RequestRefusedException(
					"'%s' was not sent: its ProgressPublisher belongs to another request. Make one for each request"
						.formatted(type.name())));
		}
		return request;
	}

	/**
	 * Returns what is asked.
	 * @return the message type
	 */
	public MessageType<?, R> type() {
		return this.type;
	}

	/**
	 * Returns what the caller waits for.
	 * @return the future
	 */
	public CompletableFuture<R> future() {
		return this.future;
	}

	/**
	 * Whether the request has ended.
	 * @return {@code true} once it has
	 */
	public boolean isEnded() {
		return this.outcome != null;
	}

	/**
	 * Returns how long the request has existed.
	 * @return the time since it was made
	 */
	public Duration age() {
		return Duration.ofNanos(System.nanoTime() - this.created);
	}

	/**
	 * Ends the request with a failure, unless it has ended already.
	 * @param failure the failure
	 */
	public void fail(WorkerException failure) {
		if (end(outcomeOf(failure))) {
			if (this.progress == null) {
				this.future.fail(failure);
			}
			else {
				this.progress.end(failure, () -> this.future.fail(failure));
			}
		}
	}

	/**
	 * Ends the request after an attempt to end it failed itself: its outcome may be
	 * known, and its future wait all the same.
	 */
	void endAfter(Throwable failure) {
		OUTCOME.compareAndSet(this, null, Outcome.FAILED);
		Deadlines.SHARED.remove(this);
		if (!this.future.isDone()) {
			this.future.fail(failure);
		}
	}

	private static Outcome outcomeOf(WorkerException failure) {
		if (failure instanceof RemoteWorkerException) {
			return Outcome.ERROR;
		}
		if (failure instanceof WorkerCrashedException) {
			return Outcome.CRASHED;
		}
		return (failure.delivery() == Delivery.NOT_SENT) ? Outcome.REJECTED : Outcome.FAILED;
	}

	/**
	 * What arrived for the request and is still in the middleware, {@code null} if there
	 * is none.
	 */
	@Nullable MessageSequence received() {
		return this.received;
	}

	@Nullable ProgressFeed progress() {
		return this.progress;
	}

	/**
	 * Returns how far the request has come.
	 * @return {@link Delivery#NOT_SENT} until a worker sends it
	 */
	public Delivery delivery() {
		return this.attempts.delivery();
	}

	/**
	 * The worker is gone without having answered: gives the request to another if that is
	 * allowed, or ends it.
	 */
	void lost(WorkerException failure) {
		if (isEnded() || !this.attempts.beginNext(failure.delivery()) || !this.observer.takeBack(this)) {
			fail(failure);
		}
	}

	Attempts attempts() {
		return this.attempts;
	}

	/**
	 * Returns who carries the request out.
	 * @return the worker, {@code null} while the request waits for one
	 */
	public @Nullable Worker worker() {
		return this.attempts.worker();
	}

	@Nullable Object payload() {
		return this.payload;
	}

	Map<String, String> meta() {
		return this.meta;
	}

	Duration timeLeft() {
		return Duration.ofNanos(this.at - System.nanoTime());
	}

	void succeed(@Nullable Object result) {
		R typed;
		try {
			typed = this.type.resultType().isVoid() ? null : this.type.resultType().cast(result);
		}
		catch (ClassCastException ex) {
			fail(new RemoteWorkerException(RemoteError.of(ex.getClass().getName(),
					"The result of '%s' became a %s on its way through the middleware; it must stay a %s".formatted(
							this.type.name(), (result != null) ? result.getClass().getName() : "null",
							this.type.resultType()))));
			return;
		}
		if (end(Outcome.SUCCESS)) {
			if (this.progress == null) {
				this.future.succeed(typed);
			}
			else {
				this.progress.end(null, () -> this.future.succeed(typed));
			}
		}
	}

	/** No answer came in time. */
	@Override
	void expire() {
		if (end(Outcome.TIMEOUT)) {
			Worker carrier = this.attempts.worker();
			RequestTimeoutException failure = new RequestTimeoutException("'%s' was not answered within %s%s"
				.formatted(this.type.name(), this.timeout, (carrier != null && this.attempts.isSent())
						? " by worker " + carrier.describe() : "; no worker was free to take it"),
					delivery());
			this.future.fail(failure);
			endProgress(failure);
			abandon(carrier);
		}
	}

	/** The caller completed or cancelled the future. */
	private void giveUp() {
		if (end(Outcome.CANCELLED)) {
			completed();
			endProgress(new CancellationException("'%s' was given up by its caller".formatted(this.type.name())));
			abandon(this.attempts.worker());
		}
	}

	private void completed() {
		JvmKeeper.requestEnded();
		if (this.observer != Observer.NONE) {
			this.observer.completed(this);
		}
	}

	private void endProgress(Throwable failure) {
		if (this.progress != null) {
			this.progress.end(failure, NOTHING);
		}
	}

	private void abandon(@Nullable Worker carrier) {
		if (carrier != null) {
			carrier.abandon(this);
		}
	}

	private boolean end(Outcome how) {
		if (!OUTCOME.compareAndSet(this, null, how)) {
			return false;
		}
		Deadlines.SHARED.remove(this);
		if (this.observer != Observer.NONE) {
			this.observer.ended(this, how);
		}
		return true;
	}

	/** The worker that has the request at the moment. */
	private final class Answers implements ResponseFuture.Source {

		@Override
		public void receive(ResponseFuture<?> future, long nanos) {
			Worker carrier = worker();
			if (carrier != null) {
				carrier.receiveUntil(future, nanos);
			}
		}

		@Override
		public void wakeReceiver() {
			Worker carrier = worker();
			if (carrier != null) {
				carrier.wakeReceiver();
			}
		}

		@Override
		public void keepReceiving() {
			Worker carrier = worker();
			if (carrier != null) {
				carrier.keepReceiving();
			}
		}

	}

	/** How a request ended. */
	public enum Outcome {

		/** The worker answered with a result. */
		SUCCESS,

		/** The worker's handler failed. */
		ERROR,

		/** No answer came in time. */
		TIMEOUT,

		/** The caller gave the request up. */
		CANCELLED,

		/** The worker died while it had the request. */
		CRASHED,

		/** The request was not sent: it was refused, or could not be. */
		REJECTED,

		/**
		 * The request was sent, and its answer was lost: with the connection, with the
		 * closing of its worker, or because it could not be understood.
		 */
		FAILED

	}

	/**
	 * Sees to requests that no worker has. Called by the thread that ends the request,
	 * before its future completes; must not block or throw.
	 */
	public interface Observer {

		/** Takes no notice. */
		Observer NONE = (request, outcome) -> {
		};

		/**
		 * A request ended.
		 * @param request the request
		 * @param outcome how
		 */
		void ended(Request<?> request, Outcome outcome);

		/**
		 * The future of a request that ended is complete, and what depended on it has
		 * run. Called by the thread that did so.
		 * @param request the request
		 */
		default void completed(Request<?> request) {
			// Of interest to who waits for the end of all requests
		}

		/**
		 * The worker that had the request is gone, and another may be given it.
		 * @param request the request
		 * @return {@code true} if it will be, {@code false} to end it
		 */
		default boolean takeBack(Request<?> request) {
			return false;
		}

	}

}
