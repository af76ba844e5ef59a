package io.isolatedworkers.client;

import java.time.Duration;
import java.util.function.Consumer;

import io.isolatedworkers.message.TypeRef;
import org.jspecify.annotations.Nullable;

/**
 * What one request does differently. Immutable.
 *
 * @param timeout how long to wait for the answer, {@code null} for what is set for its
 * type or its client
 * @param progress who is told how far the request has come, {@code null} for nobody
 * @param publisher publishes how far the request has come, {@code null} for none; a
 * request has a listener or a publisher, not both
 */
public record SendOptions(@Nullable Duration timeout, @Nullable ProgressListener<?> progress,
		@Nullable ProgressPublisher<?> publisher) {

	private static final SendOptions DEFAULTS = new SendOptions(null, null, null);

	/**
	 * Checks the options.
	 */
	public SendOptions {
		if (timeout != null && (timeout.isNegative() || timeout.isZero())) {
			throw new IllegalArgumentException("The request timeout is %s; it must be positive".formatted(timeout));
		}
		if (progress != null && publisher != null) {
			throw new IllegalArgumentException(
					"A request has a progress listener or a progress publisher, not both; subscribe the listener to the publisher");
		}
	}

	/**
	 * Options that change nothing.
	 * @return the options
	 */
	public static SendOptions defaults() {
		return DEFAULTS;
	}

	/**
	 * Options with a timeout.
	 * @param timeout how long to wait for the answer
	 * @return the options
	 */
	public static SendOptions timeout(Duration timeout) {
		return DEFAULTS.withTimeout(timeout);
	}

	/**
	 * A copy with a timeout.
	 * @param timeout how long to wait for the answer
	 * @return the copy
	 */
	public SendOptions withTimeout(Duration timeout) {
		return new SendOptions(timeout, this.progress, this.publisher);
	}

	/**
	 * A copy with a listener for progress, see {@link ProgressListener}, in place of any
	 * other and of a publisher.
	 * @param <T> the type of what the handler reports
	 * @param type the class of what the handler reports
	 * @param listener takes each report
	 * @return the copy
	 */
	public <T> SendOptions withProgress(Class<T> type, Consumer<? super T> listener) {
		return withProgress(new ProgressListener<>(TypeRef.of(type), listener));
	}

	/**
	 * A copy with a listener for progress, in place of any other and of a publisher.
	 * @param listener the listener
	 * @return the copy
	 */
	public SendOptions withProgress(ProgressListener<?> listener) {
		return new SendOptions(this.timeout, listener, null);
	}

	/**
	 * A copy with a publisher of progress, in place of any other and of a listener. For
	 * one request only: any further one with the same publisher fails with
	 * {@link RequestRefusedException} and is not sent.
	 * @param publisher the publisher
	 * @return the copy
	 */
	public SendOptions withProgress(ProgressPublisher<?> publisher) {
		return new SendOptions(this.timeout, null, publisher);
	}

	/**
	 * Takes what a handler reports of a request on its way. Called for one report at a
	 * time, in order, and never after the request's future has completed by an answer. It
	 * runs on a thread of its own and may block; reports wait in memory meanwhile. What
	 * it throws is logged.
	 *
	 * @param <T> the type of what the handler reports
	 * @param type that type
	 * @param listener takes each report
	 */
	public record ProgressListener<T>(TypeRef<T> type, Consumer<? super T> listener) {

		void accept(@Nullable Object report) {
			T typed = this.type.cast(report);
			if (typed != null) {
				this.listener.accept(typed);
			}
		}

	}

}
