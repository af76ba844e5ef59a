package io.isolatedworkers.server;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.MessageSequence;
import org.jspecify.annotations.Nullable;

/**
 * A request from its arrival to its answer. Knows the thread that works on it, so that a
 * cancel interrupts that thread while it does and at no other time.
 */
final class RunningRequest implements WorkerContext {

	private static final ThreadLocal<@Nullable RunningRequest> CURRENT = new ThreadLocal<>();

	private final Message message;

	private final BiConsumer<RunningRequest, Object> reporter;

	private @Nullable MessageSequence sent;

	private volatile boolean answered;

	private final long arrived = System.nanoTime();

	private @Nullable Thread thread;

	private @Nullable CompletionStage<?> stage;

	private boolean cancelled;

	RunningRequest(Message message, BiConsumer<RunningRequest, Object> reporter) {
		this.message = message;
		this.reporter = reporter;
	}

	/** What was sent for the request and is still in the middleware. */
	synchronized MessageSequence sent() {
		MessageSequence known = this.sent;
		if (known == null) {
			known = new MessageSequence();
			this.sent = known;
		}
		return known;
	}

	/** The answer is on its way; no report follows. */
	void answered() {
		this.answered = true;
	}

	static @Nullable RunningRequest current() {
		return CURRENT.get();
	}

	synchronized void enter() {
		this.thread = Thread.currentThread();
		CURRENT.set(this);
		if (this.cancelled) {
			this.thread.interrupt();
		}
	}

	synchronized void leave() {
		this.thread = null;
		CURRENT.set(null);
		// An interrupt that came for this request must not hit the next one
		Thread.interrupted();
	}

	void waitingFor(CompletionStage<?> stage) {
		boolean late;
		synchronized (this) {
			this.stage = stage;
			late = this.cancelled;
		}
		if (late) {
			stage.toCompletableFuture().cancel(true);
		}
	}

	void cancel() {
		CompletionStage<?> waiting;
		synchronized (this) {
			this.cancelled = true;
			if (this.thread != null) {
				this.thread.interrupt();
			}
			waiting = this.stage;
		}
		if (waiting != null) {
			waiting.toCompletableFuture().cancel(true);
		}
	}

	Message message() {
		return this.message;
	}

	boolean isTooLate() {
		Duration left = timeLeft();
		return left != null && left.isZero();
	}

	@Override
	public String tx() {
		return this.message.tx();
	}

	@Override
	public String type() {
		return this.message.type();
	}

	@Override
	public Map<String, String> meta() {
		return this.message.meta();
	}

	@Override
	public synchronized boolean isCancelled() {
		return this.cancelled;
	}

	@Override
	public @Nullable Duration timeLeft() {
		Duration timeout = this.message.timeout();
		if (timeout == null) {
			return null;
		}
		Duration left = timeout.minusNanos(System.nanoTime() - this.arrived);
		return left.isNegative() ? Duration.ZERO : left;
	}

	@Override
	public void progress(Object report) {
		if (!wantsProgress()) {
			return;
		}
		// A report of another thread that the answer overtakes is ignored by the host
		if (!this.answered && !isCancelled()) {
			this.reporter.accept(this, report);
		}
	}

	@Override
	public boolean wantsProgress() {
		return this.message.progress();
	}

}
