package io.isolatedworkers.client;

import java.util.function.BiConsumer;

import io.isolatedworkers.driver.ChannelListener;
import io.isolatedworkers.driver.ShutdownReason;
import io.isolatedworkers.driver.StartNotice;
import io.isolatedworkers.logging.MetaLogger;
import io.isolatedworkers.message.Direction;
import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.MessageSequence;
import io.isolatedworkers.message.MiddlewareChain;
import io.isolatedworkers.message.RemoteError;
import io.isolatedworkers.message.TypeRef;
import io.isolatedworkers.serializer.MalformedMessageException;
import org.jspecify.annotations.Nullable;

/**
 * Takes what a worker sends and gives it to the requests that wait for it.
 */
final class AnswerReceiver implements ChannelListener {

	private static final TypeRef<RemoteError> ERROR = TypeRef.of(RemoteError.class);

	private final Worker worker;

	private final PendingRequests requests;

	private final MiddlewareChain middleware;

	private final LifecycleEvents events;

	private final MetaLogger logger;

	private final WorkerObserver observer;

	AnswerReceiver(Worker worker, PendingRequests requests, MiddlewareChain middleware, LifecycleEvents events,
			MetaLogger logger, WorkerObserver observer) {
		this.worker = worker;
		this.requests = requests;
		this.middleware = middleware;
		this.events = events;
		this.logger = logger;
		this.observer = observer;
	}

	@Override
	public @Nullable TypeRef<?> typeOf(String tx, String type) {
		Request<?> request = this.requests.get(tx);
		if (request != null && type.equals(request.type().resultName())) {
			return request.type().resultType();
		}
		if (type.equals(StartNotice.TYPE)) {
			return StartNotice.PAYLOAD;
		}
		if (request == null) {
			return null;
		}
		if (type.equals(request.type().errorName())) {
			return ERROR;
		}
		ProgressFeed progress = request.progress();
		return (progress != null && type.equals(request.type().progressName())) ? progress.type() : null;
	}

	@Override
	public void onMessage(Message message) {
		Request<?> request = this.requests.get(message.tx());
		if (request == null) {
			this.logger.debug(
					() -> "Worker %s sent '%s' for no open request".formatted(this.worker.describe(), message.type()));
			return;
		}
		String type = message.type();
		if (type.equals(request.type().resultName()) || type.equals(request.type().errorName())) {
			if (this.requests.remove(message.tx(), request)) {
				try {
					// First: whoever is woken by the answer finds the worker free
					this.observer.released(this.worker);
					inOrder(request, message, AnswerReceiver::settle);
				}
				catch (RuntimeException | Error ex) {
					// Where memory or stack is short: nobody else knows the request now
					request.endAfter(ex);
					throw ex;
				}
			}
		}
		else if (type.equals(StartNotice.TYPE)) {
			request.attempts().markBegun();
		}
		else if (type.equals(request.type().progressName())) {
			if (request.progress() != null) {
				inOrder(request, message, AnswerReceiver::report);
			}
		}
		else {
			this.logger.warn("Worker %s sent '%s' as an answer to '%s'; it was ignored"
				.formatted(this.worker.describe(), type, request.type().name()));
		}
	}

	/**
	 * Runs the middleware for what arrived for a request, in the order of its arrival.
	 */
	private void inOrder(Request<?> request, Message message, BiConsumer<Request<?>, Message> next) {
		MessageSequence received = request.received();
		if (received == null || request.isEnded()) {
			next.accept(request, message);
			return;
		}
		received.then(() -> this.middleware.apply(message, Direction.RECEIVE),
				(changed) -> next.accept(request, changed),
				(failure) -> request.fail(Worker.asWorkerException(failure)));
	}

	private static void report(Request<?> request, Message message) {
		ProgressFeed progress = request.progress();
		if (progress != null && !request.isEnded()) {
			progress.report(message.payload());
		}
	}

	private static void settle(Request<?> request, Message message) {
		if (message.type().equals(request.type().errorName())) {
			RemoteError error = message.payloadAs(RemoteError.class);
			request.fail(new RemoteWorkerException((error != null) ? error
					: RemoteError.of("Error", "The worker sent a failure without saying which")));
		}
		else {
			request.succeed(message.payload());
		}
	}

	@Override
	public void onError(MalformedMessageException failure) {
		this.logger.warn("Worker %s sent something that cannot be read: %s".formatted(this.worker.describe(),
				failure.getMessage()));
		this.events.failed(failure);
		String tx = failure.tx();
		Request<?> request = (tx != null) ? this.requests.remove(tx) : null;
		if (request != null) {
			this.observer.released(this.worker);
			request.fail(failure);
		}
	}

	@Override
	public void onClose() {
		this.logger.debug(() -> "Worker %s is disconnected".formatted(this.worker.describe()));
		this.events.disconnected();
		this.requests.removeAll().forEach((request) -> {
			request.lost(this.worker.disconnectedWith(request));
			this.observer.released(this.worker);
		});
	}

	@Override
	public void onConnect() {
		this.logger.info("Worker %s is connected again".formatted(this.worker.describe()));
		this.events.connected();
		this.observer.connected(this.worker);
	}

	@Override
	public void onShutdown(ShutdownReason reason) {
		if (reason.kind() == ShutdownReason.Kind.CLOSE) {
			this.logger.info("Worker %s ended: %s".formatted(this.worker.describe(), reason));
		}
		else {
			this.logger.warn("Worker %s died: %s".formatted(this.worker.describe(), reason));
		}
		this.worker.ended(reason);
	}

}
