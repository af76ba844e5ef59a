package io.isolatedworkers.sample.host.archive;

import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * What one client sees of one task. Of the progress that the client has not taken yet
 * only the latest is kept, so that a slow client costs its own thread and nothing else:
 * whoever has news never waits.
 */
final class TaskStream {

	private static final Logger logger = LoggerFactory.getLogger(TaskStream.class);

	private final String taskId;

	private final SseEmitter emitter;

	private final Executor executor;

	private final Consumer<TaskStream> whenOver;

	private @Nullable News first;

	private @Nullable News latest;

	private @Nullable News last;

	private boolean heartbeat;

	private boolean ended;

	/** Whether a thread sends. At first nobody may, until the stream is begun. */
	private boolean sending = true;

	/**
	 * A stream that collects news and sends none before it is begun.
	 * @param taskId which task
	 * @param emitter the client
	 * @param executor has a thread for each stream that needs one
	 * @param whenOver is told when nothing more is sent
	 */
	TaskStream(String taskId, SseEmitter emitter, Executor executor, Consumer<TaskStream> whenOver) {
		this.taskId = taskId;
		this.emitter = emitter;
		this.executor = executor;
		this.whenOver = whenOver;
	}

	String taskId() {
		return this.taskId;
	}

	/** Begins to send: this first, then what has come in the meantime. */
	void begin(String event, Object data) {
		synchronized (this) {
			this.first = new News(event, data);
		}
		startSending();
	}

	/** Sends this unless something newer comes before the client can take it. */
	void progress(String event, Object data) {
		synchronized (this) {
			this.latest = new News(event, data);
		}
		send();
	}

	/** Sends this in any case, and nothing after it. */
	void last(String event, Object data) {
		synchronized (this) {
			if (this.last == null) {
				this.last = new News(event, data);
			}
		}
		send();
	}

	/** Sends a comment, which shows whether the client is still there. */
	void heartbeat() {
		synchronized (this) {
			this.heartbeat = true;
		}
		send();
	}

	/** Ends the stream without another word. */
	void end() {
		synchronized (this) {
			this.ended = true;
		}
		send();
	}

	private void send() {
		synchronized (this) {
			if (this.sending) {
				return;
			}
			this.sending = true;
		}
		startSending();
	}

	private void startSending() {
		try {
			this.executor.execute(this::sendAll);
		}
		catch (RejectedExecutionException ex) {
			// The application is stopping
			over();
		}
	}

	private void sendAll() {
		try {
			for (News news = next(); news != null; news = next()) {
				this.emitter.send(news.toEvent());
			}
			if (isAtEnd()) {
				over();
			}
		}
		catch (IOException | IllegalStateException ex) {
			// The client is gone, and the web server knows it by now and ends the
			// request.
			// Nothing is sent any more, because this counts as sending for ever
			logger.debug("A client no longer watches task {}: {}", this.taskId, ex.getMessage());
			this.whenOver.accept(this);
		}
	}

	private void over() {
		this.whenOver.accept(this);
		this.emitter.complete();
	}

	private synchronized @Nullable News next() {
		News news = null;
		if (!this.ended) {
			news = take();
		}
		// Once at its end, a stream counts as being sent for ever
		this.sending = news != null || this.ended;
		return news;
	}

	private @Nullable News take() {
		News news = null;
		if (this.first != null) {
			news = this.first;
			this.first = null;
		}
		else if (this.last != null) {
			news = this.last;
			this.ended = true;
		}
		else if (this.latest != null) {
			news = this.latest;
			this.latest = null;
		}
		else if (this.heartbeat) {
			news = News.HEARTBEAT;
		}
		this.heartbeat = false;
		return news;
	}

	private synchronized boolean isAtEnd() {
		return this.ended;
	}

	/**
	 * Something to send.
	 *
	 * @param event the event's name, {@code null} for a heartbeat
	 * @param data what becomes JSON
	 */
	private record News(@Nullable String event, @Nullable Object data) {

		static final News HEARTBEAT = new News(null, null);

		SseEmitter.SseEventBuilder toEvent() {
			if (this.event == null || this.data == null) {
				return SseEmitter.event().comment("still here");
			}
			return SseEmitter.event().name(this.event).data(this.data, MediaType.APPLICATION_JSON);
		}

	}

}
