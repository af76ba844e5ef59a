package io.isolatedworkers.server;

import java.util.List;
import java.util.function.BiConsumer;

import io.isolatedworkers.driver.ChannelClosedException;
import io.isolatedworkers.driver.ServerChannel;
import io.isolatedworkers.logging.MetaLogger;
import io.isolatedworkers.message.Direction;
import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.message.MiddlewareChain;
import io.isolatedworkers.message.RemoteError;
import io.isolatedworkers.message.TypeRef;
import io.isolatedworkers.message.WorkerException;
import io.isolatedworkers.serializer.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * Sends what a worker has to say about its requests: answers, failures and reports. Safe
 * for use by several threads.
 */
final class AnswerSender implements BiConsumer<RunningRequest, Object> {

	private static final TypeRef<RemoteError> ERROR = TypeRef.of(RemoteError.class);

	private final ServerChannel channel;

	private final MiddlewareChain middleware;

	private final MetaLogger logger;

	AnswerSender(ServerChannel channel, MiddlewareChain middleware, MetaLogger logger) {
		this.channel = channel;
		this.middleware = middleware;
		this.logger = logger;
	}

	/** Answers with a failure. */
	void fail(RunningRequest request, RemoteError error) {
		deliver(request, failure(request, error), ERROR);
	}

	private static Message failure(RunningRequest request, RemoteError error) {
		return new Message(request.tx(), request.type() + MessageType.ERROR_SUFFIX, error);
	}

	/**
	 * Sends an answer through the middleware; what goes wrong with it becomes the answer.
	 */
	void deliver(RunningRequest request, Message answer, TypeRef<?> payloadType) {
		request.answered();
		if (this.middleware.isEmpty()) {
			sendOrExplain(request, answer, payloadType);
			return;
		}
		request.sent()
			.then(() -> this.middleware.apply(answer, Direction.SEND),
					(changed) -> sendOrExplain(request, changed, payloadType),
					(failure) -> sendOrExplain(request, failure(request, RemoteError.of(failure)), ERROR));
	}

	private void sendOrExplain(RunningRequest request, Message answer, TypeRef<?> payloadType) {
		WorkerException failure = send(answer, payloadType);
		if (failure == null) {
			return;
		}
		// What explains it may not fit either: a stack is long, and full of line ends
		RemoteError error = (answer.payload() instanceof RemoteError own) ? own : RemoteError.of(failure);
		List<RemoteError> explanations = List.of(error,
				new RemoteError(error.message(), error.name(), null, error.code(), error.cause()),
				RemoteError.of(failure.getClass().getName(), String.valueOf(failure.getMessage())),
				RemoteError.of("Error", "The answer cannot be sent"));
		for (RemoteError explanation : explanations) {
			if (!explanation.equals(answer.payload()) && send(failure(request, explanation), ERROR) == null) {
				return;
			}
		}
	}

	/** Sends a report of progress. */
	@Override
	public void accept(RunningRequest request, Object report) {
		Message message = new Message(request.tx(), request.type() + MessageType.PROGRESS_SUFFIX, report);
		TypeRef<?> type = TypeRef.of(report.getClass());
		if (this.middleware.isEmpty()) {
			this.channel.send(message, type);
			return;
		}
		request.sent()
			.then(() -> this.middleware.apply(message, Direction.SEND), (changed) -> send(changed, type),
					(failure) -> this.logger.warn("A report of '%s' was not sent".formatted(request.type()), failure));
	}

	/** Sends a message; returns what keeps it from being sent unless the host is gone. */
	@Nullable WorkerException send(Message message, TypeRef<?> payloadType) {
		try {
			this.channel.send(message, payloadType);
			return null;
		}
		catch (ChannelClosedException ex) {
			this.logger.debug(() -> "'%s' was dropped: the host is gone".formatted(message.type()));
			return null;
		}
		catch (WorkerException ex) {
			this.logger.warn("'%s' cannot be sent".formatted(message.type()), ex);
			return ex;
		}
		catch (RuntimeException | Error ex) {
			this.logger.warn("'%s' cannot be sent".formatted(message.type()), ex);
			return new SerializationException("'%s' cannot be sent: %s".formatted(message.type(), ex), ex);
		}
	}

}
