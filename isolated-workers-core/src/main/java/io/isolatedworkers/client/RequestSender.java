package io.isolatedworkers.client;

import java.time.Duration;
import java.util.Map;

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
		try {
			Message blank = new Message("", request.type().name(), request.payload());
			String tx = this.options.transactionIds().generate(blank);
			request.attempts().assignTo(this.worker, tx);
			if (tx.isEmpty() || !this.requests.add(tx, request)) {
				request.fail(new SerializationException("'%s' was not sent: the transaction id '%s' is %s"
					.formatted(request.type().name(), tx, tx.isEmpty() ? "empty" : "in use by another request")));
				this.observer.released(this.worker);
				return;
			}
			Message message = blank.withTx(tx);
			if (this.middleware.isEmpty()) {
				transmit(request, message);
				return;
			}
			this.middleware.apply(message, Direction.SEND).whenComplete((changed, failure) -> {
				if (failure != null) {
					drop(request, Worker.asWorkerException(failure));
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
			release(request.attempts().tx());
			return;
		}
		try {
			Message complete = forVersion(message, request);
			request.attempts().markSent(this.channel.agreement().has(Feature.ACCEPTED));
			this.channel.send(complete, request.type().payloadType());
		}
		catch (ChannelClosedException ex) {
			if (this.requests.remove(request.attempts().tx()) != null) {
				request.lost(ex);
				this.observer.released(this.worker);
			}
			return;
		}
		catch (WorkerException ex) {
			drop(request, ex);
			return;
		}
		this.worker.failUnansweredIfGone();
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
		release(request.attempts().tx());
	}

	private void release(String tx) {
		if (this.requests.remove(tx) != null) {
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
		Deadlines.after(grace, () -> {
			if (this.requests.get(tx) == request && !this.worker.isClosed()) {
				this.channel.kill(
						"it went on with '%s' for more than %s after the request was cancelled or timed out; it was killed"
							.formatted(request.type().name(), grace));
			}
		});
	}

}
