package io.isolatedworkers.server;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;

import io.isolatedworkers.driver.CancelRequest;
import io.isolatedworkers.driver.DisconnectBehavior;
import io.isolatedworkers.driver.Feature;
import io.isolatedworkers.driver.ServerChannel;
import io.isolatedworkers.driver.ServerListener;
import io.isolatedworkers.driver.ServerSettings;
import io.isolatedworkers.driver.StartNotice;
import io.isolatedworkers.driver.StartupData;
import io.isolatedworkers.logging.MetaLogger;
import io.isolatedworkers.message.Direction;
import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.MiddlewareChain;
import io.isolatedworkers.message.RemoteError;
import io.isolatedworkers.message.TypeRef;
import io.isolatedworkers.serializer.MalformedMessageException;
import io.isolatedworkers.serializer.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Serves handlers to the host that started this worker. Handlers run on threads of their
 * own, as many at once as the host sends requests. When the host is gone the worker ends,
 * unless it keeps alive. Safe for use by several threads.
 */
public final class WorkerServer implements AutoCloseable {

	private final Handlers handlers;

	private final ServerChannel channel;

	private final MetaLogger logger;

	private final MiddlewareChain middleware;

	private final Map<String, RunningRequest> running = new ConcurrentHashMap<>();

	private final AnswerSender answers;

	private final HandlerThreads executor;

	private final CompletableFuture<Void> ended = new CompletableFuture<>();

	private WorkerServer(Handlers handlers, ServerChannel channel, MetaLogger logger, MiddlewareChain middleware) {
		this.handlers = handlers;
		this.channel = channel;
		this.logger = logger;
		this.middleware = middleware;
		this.answers = new AnswerSender(channel, middleware, logger);
		this.executor = new HandlerThreads(new ThreadFactory() {

			private final AtomicLong number = new AtomicLong();

			@Override
			public Thread newThread(Runnable task) {
				return channel.newThread(task, "isolated-workers-handler-" + this.number.incrementAndGet());
			}

		});
	}

	/**
	 * Serves handlers with default options, as a child process.
	 * @param handlers the handlers
	 * @return the server, listening
	 * @throws IllegalStateException if no host started this worker, or host and worker do
	 * not fit
	 */
	public static WorkerServer start(Handlers handlers) {
		return start(handlers, WorkerServerOptions.defaults());
	}

	/**
	 * Serves handlers.
	 * @param handlers the handlers
	 * @param options how
	 * @return the server, listening
	 * @throws IllegalStateException if no host started this worker, or host and worker do
	 * not fit
	 */
	public static WorkerServer start(Handlers handlers, WorkerServerOptions options) {
		StartupData data = options.driver().startupData();
		MetaLogger logger = new MetaLogger(options.logger(), data.logLevel());
		Serializer serializer = (options.serializer() != null) ? options.serializer() : HostSerializer.of(data);
		DisconnectBehavior behavior = (options.disconnectBehavior() != null) ? options.disconnectBehavior()
				: data.disconnectBehavior();
		ServerChannel channel = options.driver()
			.createServer(data, new ServerSettings(serializer,
					(behavior != null) ? behavior : DisconnectBehavior.SHUTDOWN, logger));
		WorkerServer server = new WorkerServer(handlers, channel, logger, new MiddlewareChain(options.middleware()));
		if (data.isOwnProcess()) {
			WarmUp.start(handlers, serializer, server.executor);
		}
		channel.start(server.new Listener());
		return server;
	}

	/**
	 * Serves handlers over a channel that did not come from start-up data.
	 * @param handlers the handlers
	 * @param channel the channel, not started
	 * @param logger where to write to
	 * @return the server, which has started the channel
	 */
	public static WorkerServer over(Handlers handlers, ServerChannel channel, MetaLogger logger) {
		WorkerServer server = new WorkerServer(handlers, channel, logger, new MiddlewareChain(List.of()));
		channel.start(server.new Listener());
		return server;
	}

	/**
	 * Returns the end of the server.
	 * @return completes when the server has stopped
	 */
	public CompletableFuture<Void> ended() {
		return this.ended.copy();
	}

	/**
	 * Stops listening and disconnects the host. Requests that run are interrupted.
	 * Idempotent.
	 */
	@Override
	public void close() {
		this.channel.close();
	}

	private void begin(RunningRequest request, Handlers.Registration<?, ?> handler) {
		if (this.running.putIfAbsent(request.tx(), request) != null) {
			this.answers.fail(request, RemoteError.of("Error",
					"The transaction id '%s' is in use by a request that runs".formatted(request.tx()), "TX_IN_USE"));
			return;
		}
		if (this.middleware.isEmpty()) {
			execute(request, handler, request.message());
			return;
		}
		this.middleware.apply(request.message(), Direction.RECEIVE).whenComplete((changed, failure) -> {
			if (failure != null) {
				finish(request, RemoteError.of(failure));
			}
			else {
				execute(request, handler, changed);
			}
		});
	}

	/**
	 * Runs a quick handler where its message was read; any other must not keep what
	 * follows.
	 */
	private void execute(RunningRequest request, Handlers.Registration<?, ?> handler, Message message) {
		Runnable call = new Call(request, handler, message);
		if (!handler.pace().isQuick() || !this.channel.runHere(call)) {
			this.executor.execute(call);
		}
	}

	private void run(RunningRequest request, Handlers.Registration<?, ?> handler, Message message) {
		if (request.isTooLate()) {
			finish(request, RemoteError.of("Error", "The request's time was up before it began", "DEADLINE_EXCEEDED"));
			return;
		}
		if (this.channel.agreement().has(Feature.ACCEPTED)) {
			this.answers.send(new Message(request.tx(), StartNotice.TYPE, new StartNotice(request.tx())),
					StartNotice.PAYLOAD);
			this.channel.flush();
		}
		CompletionStage<?> stage;
		long start = System.nanoTime();
		request.enter();
		try {
			stage = handler.call(message.payload(), request);
			if (stage == null) {
				throw new IllegalStateException(
						"The handler of '%s' returned null instead of a stage".formatted(request.type()));
			}
		}
		catch (Throwable ex) {
			finish(request, RemoteError.of(ex));
			return;
		}
		finally {
			request.leave();
			handler.pace().took(System.nanoTime() - start);
		}
		try {
			answerWith(stage, request, handler);
		}
		catch (RuntimeException | Error ex) {
			// A stage of the user's own making
			finish(request, RemoteError.of(ex));
		}
	}

	private void answerWith(CompletionStage<?> stage, RunningRequest request, Handlers.Registration<?, ?> handler) {
		if (stage instanceof CompletableFuture<?> known && known.isDone() && !known.isCompletedExceptionally()) {
			finish(request, known.join(), handler);
			return;
		}
		request.waitingFor(stage);
		stage.whenComplete((result, failure) -> {
			if (failure != null) {
				finish(request, RemoteError.of((failure instanceof CompletionException && failure.getCause() != null)
						? failure.getCause() : failure));
			}
			else {
				finish(request, result, handler);
			}
		});
	}

	private void finish(RunningRequest request, RemoteError error) {
		this.running.remove(request.tx(), request);
		this.answers.fail(request, error);
	}

	private void finish(RunningRequest request, @Nullable Object result, Handlers.Registration<?, ?> handler) {
		this.running.remove(request.tx(), request);
		TypeRef<?> type = handler.resultType();
		this.answers.deliver(request,
				new Message(request.tx(), handler.type().resultName(), type.isVoid() ? null : result), type);
	}

	/** A named class, as a lambda would be made while the first request waits. */
	private final class Call implements Runnable {

		private final RunningRequest request;

		private final Handlers.Registration<?, ?> handler;

		private final Message message;

		private Call(RunningRequest request, Handlers.Registration<?, ?> handler, Message message) {
			this.request = request;
			this.handler = handler;
			this.message = message;
		}

		@Override
		public void run() {
			WorkerServer.this.run(this.request, this.handler, this.message);
		}

	}

	private final class Listener implements ServerListener {

		@Override
		public @Nullable TypeRef<?> typeOf(String tx, String type) {
			if (type.equals(CancelRequest.TYPE)) {
				return CancelRequest.PAYLOAD;
			}
			Handlers.Registration<?, ?> handler = WorkerServer.this.handlers.find(type);
			return (handler != null) ? handler.type().payloadType() : null;
		}

		@Override
		public void onConnect() {
			WorkerServer.this.logger.debug("The host is connected");
		}

		@Override
		public void onMessage(Message message) {
			CancelRequest cancel = message.payloadAs(CancelRequest.class);
			if (cancel != null) {
				RunningRequest request = WorkerServer.this.running.get(cancel.tx());
				if (request != null) {
					request.cancel();
				}
				return;
			}
			Handlers.Registration<?, ?> handler = WorkerServer.this.handlers.find(message.type());
			if (handler == null) {
				WorkerServer.this.logger.warn("Unknown message type: %s. This worker handles %s"
					.formatted(message.type(), WorkerServer.this.handlers.types()));
				WorkerServer.this.answers.fail(new RunningRequest(message, WorkerServer.this.answers),
						RemoteError.of("Error", "Unknown message type: " + message.type()));
				return;
			}
			begin(new RunningRequest(message, WorkerServer.this.answers), handler);
		}

		@Override
		public void onError(MalformedMessageException failure) {
			WorkerServer.this.logger.warn("Something arrived that cannot be read: " + failure.getMessage());
			if (failure.tx() != null && failure.type() != null) {
				WorkerServer.this.answers.fail(
						new RunningRequest(new Message(failure.tx(), failure.type(), null), WorkerServer.this.answers),
						RemoteError.of(failure));
			}
		}

		@Override
		public void onDisconnect() {
			WorkerServer.this.logger.debug("The host is disconnected");
			WorkerServer.this.running.values().forEach(RunningRequest::cancel);
		}

		@Override
		public void onEnd(String why, boolean orderly) {
			if (orderly) {
				WorkerServer.this.logger.debug("The worker ends: " + why);
			}
			else {
				WorkerServer.this.logger.error("The worker ends: " + why);
			}
			// Some run on threads that are not the executor's
			WorkerServer.this.running.values().forEach(RunningRequest::cancel);
			WorkerServer.this.executor.shutdownNow();
			WorkerServer.this.ended.complete(null);
		}

	}

}
