package io.isolatedworkers.client;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;

import io.isolatedworkers.driver.Agreement;
import io.isolatedworkers.driver.CancelRequest;
import io.isolatedworkers.driver.ChannelClosedException;
import io.isolatedworkers.driver.DriverChannel;
import io.isolatedworkers.driver.Feature;
import io.isolatedworkers.logging.MetaLogger;
import io.isolatedworkers.message.Delivery;
import io.isolatedworkers.message.Direction;
import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.MiddlewareChain;
import io.isolatedworkers.message.WorkerException;
import io.isolatedworkers.serializer.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to a worker, and asks it to stop those that were given up. What arrives
 * is the {@link AnswerReceiver}'s. Safe for use by several threads.
 */
final class RequestSender {

	private final Worker worker;

	private final WorkerOptions options;

	private final DriverChannel channel;

	private final PendingRequests requests;

	private final MiddlewareChain middleware;

	private final MetaLogger logger;

	private final WorkerObserver observer;

	RequestSender(Worker worker, WorkerOptions options, DriverChannel channel, PendingRequests requests,
			MiddlewareChain middleware, MetaLogger logger, WorkerObserver observer) {
		this.worker = worker;
		this.options = options;
		this.channel = channel;
		this.requests = requests;
		this.middleware = middleware;
		this.logger = logger;
		this.observer = observer;
	}

	/**
	 * Sends a request. Does not wait. What goes wrong ends the request; nothing is
	 * thrown.
	 */
	void send(Request<?> request) {
		String tx = register(request);
		if (tx == null) {
			return;
		}
		if (this.middleware.isEmpty()) {
			transmit(request, tx, request.payload(), request.meta());
		}
		else {
			sendThroughMiddleware(request, tx);
		}
	}

	/** Gives a request its transaction id; {@code null} if that ended it. */
	private @Nullable String register(Request<?> request) {
		try {
			String tx = Objects.requireNonNull(
					this.options.transactionIds().generate(new Message("", request.type().name(), request.payload())),
					"the generator of transaction ids returned null");
			request.attempts().assignTo(this.worker, tx);
			if (!tx.isEmpty() && this.requests.add(tx, request)) {
				return tx;
			}
			refuse(request, new SerializationException("'%s' was not sent: the transaction id '%s' is %s"
				.formatted(request.type().name(), tx, tx.isEmpty() ? "empty" : "in use by another request")));
		}
		catch (RuntimeException | Error ex) {
			refuse(request, notSent(request, ex));
		}
		return null;
	}

	private void refuse(Request<?> request, WorkerException failure) {
		this.observer.released(this.worker);
		request.fail(failure);
	}

	private void sendThroughMiddleware(Request<?> request, String tx) {
		try {
			Message message = new Message(tx, request.type().name(), request.payload(), request.meta(), null, false);
			this.middleware.apply(message, Direction.SEND).whenComplete((changed, failure) -> {
				if (failure != null) {
					drop(request, tx, Worker.asWorkerException(failure));
				}
				else {
					transmit(request, tx, changed.payload(), changed.meta());
				}
			});
		}
		catch (RuntimeException | Error ex) {
			drop(request, tx, notSent(request, ex));
		}
	}

	private void transmit(Request<?> request, String tx, @Nullable Object payload, Map<String, String> meta) {
		if (this.requests.get(tx) != request) {
			// The connection was lost meanwhile, and the request is another attempt's now
			return;
		}
		if (request.isEnded()) {
			release(request, tx);
			return;
		}
		try {
			Agreement agreement = this.channel.agreement();
			// With what version 2 carries, and without what version 1 does not
			Message message = new Message(tx, request.type().name(), payload,
					agreement.has(Feature.META) ? meta : Map.of(),
					agreement.has(Feature.DEADLINE) ? request.timeLeft() : null,
					request.progress() != null && agreement.has(Feature.PROGRESS));
			request.attempts().markSent(agreement.has(Feature.ACCEPTED));
			this.channel.send(message, request.type().payloadType());
		}
		catch (ChannelClosedException ex) {
			if (this.requests.remove(tx, request)) {
				request.lost(ex);
				this.observer.released(this.worker);
			}
			return;
		}
		catch (WorkerException ex) {
			drop(request, tx, ex);
			return;
		}
		catch (RuntimeException | Error ex) {
			drop(request, tx, notSent(request, ex));
			return;
		}
		if (request.isEnded()) {
			// It was given up while it was made ready: what was said of that came too
			// early
			abandon(request);
		}
		this.worker.failUnansweredIfGone();
	}

	private static SerializationException notSent(Request<?> request, Throwable cause) {
		return new SerializationException("'%s' was not sent: %s".formatted(request.type().name(),
				Objects.requireNonNullElse(cause.getMessage(), cause.toString())), cause);
	}

	private void drop(Request<?> request, String tx, WorkerException failure) {
		if (this.requests.remove(tx, request)) {
			this.observer.released(this.worker);
			request.fail(failure);
		}
	}

	private void release(Request<?> request, String tx) {
		if (this.requests.remove(tx, request)) {
			this.observer.released(this.worker);
		}
	}

	/**
	 * The caller of a request gave it up: asks the worker to stop it, and ends the worker
	 * if that does not help.
	 */
	void abandon(Request<?> request) {
		String tx = request.attempts().tx();
		if (this.requests.get(tx) != request || request.delivery() == Delivery.NOT_SENT) {
			return;
		}
		try {
			if (this.channel.agreement().has(Feature.CANCEL)) {
				this.channel.send(new Message(tx, CancelRequest.TYPE, new CancelRequest(tx)), CancelRequest.PAYLOAD);
			}
		}
		catch (WorkerException ex) {
			this.logger.debug(() -> "'%s' cannot be cancelled: %s".formatted(request.type().name(), ex.getMessage()));
		}
		Duration grace = this.options.cancelGrace();
		Deadlines.SHARED.after(grace, () -> {
			if (this.requests.get(tx) == request && !this.worker.isClosed()) {
				this.channel.kill("it went on with '%s' for more than %s after the request was cancelled or timed out"
					.formatted(request.type().name(), grace));
			}
		});
	}

}
