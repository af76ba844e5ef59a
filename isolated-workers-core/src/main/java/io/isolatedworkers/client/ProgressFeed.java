package io.isolatedworkers.client;

import java.util.function.Consumer;

import io.isolatedworkers.driver.SerialQueue;
import io.isolatedworkers.logging.MetaLogger;
import io.isolatedworkers.message.TypeRef;
import org.jspecify.annotations.Nullable;

/**
 * Brings what the handler of one request reports to who listens: one report after the
 * other and last the request's end, on a thread that nobody else needs. Safe for use by
 * several threads.
 */
final class ProgressFeed {

	private final TypeRef<?> type;

	private final Consumer<@Nullable Object> listener;

	private final Consumer<@Nullable Throwable> atEnd;

	/** Says whose listener failed. */
	private final String request;

	private final MetaLogger logger;

	private final SerialQueue steps = new SerialQueue(Callbacks.THREADS);

	private ProgressFeed(TypeRef<?> type, Consumer<@Nullable Object> listener, Consumer<@Nullable Throwable> atEnd,
			String request, WorkerOptions options) {
		this.type = type;
		this.listener = listener;
		this.atEnd = atEnd;
		this.request = request;
		this.logger = new MetaLogger(options.logger(), options.logLevel());
	}

	/** Makes the feed of a request, {@code null} if nobody listens. */
	static @Nullable ProgressFeed of(String request, SendOptions send, WorkerOptions options) {
		SendOptions.ProgressListener<?> listener = send.progress();
		if (listener != null) {
			return new ProgressFeed(listener.type(), listener::accept, (failure) -> {
			}, request, options);
		}
		ProgressPublisher<?> publisher = send.publisher();
		return (publisher != null)
				? new ProgressFeed(publisher.type(), publisher::publish, publisher::end, request, options) : null;
	}

	/** The type of what the handler reports. */
	TypeRef<?> type() {
		return this.type;
	}

	void report(@Nullable Object value) {
		this.steps.add(() -> guarded(() -> this.listener.accept(value)));
	}

	/**
	 * The request has ended.
	 * @param failure why, {@code null} for an answer with a result
	 * @param then what to do after all of this was heard
	 */
	void end(@Nullable Throwable failure, Runnable then) {
		this.steps.add(() -> guarded(() -> this.atEnd.accept(failure)));
		this.steps.add(then);
	}

	private void guarded(Runnable call) {
		try {
			call.run();
		}
		catch (RuntimeException | Error ex) {
			this.logger.warn("The progress listener of '%s' failed".formatted(this.request), ex);
		}
	}

}
