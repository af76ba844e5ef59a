package io.isolatedworkers.client;

import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicBoolean;

import io.isolatedworkers.message.TypeRef;
import org.jspecify.annotations.Nullable;

/**
 * Publishes what a handler reports of one request on its way. Made for that request and
 * given to it by {@link SendOptions#withProgress(ProgressPublisher)}.
 * <p>
 * Each subscriber gets, as many as it asks for and in order, the reports that arrive from
 * its subscription on: one that subscribes before the request is sent gets all. Then it
 * gets {@code onComplete} if the request ended with a result, or {@code onError} with the
 * request's failure, which is a {@link java.util.concurrent.CancellationException} where
 * the caller gave the request up. One that subscribes after the end gets just that.
 * <p>
 * What a subscriber has not asked for yet waits in memory, for each subscriber apart:
 * none holds up another, nor the request, whose future may complete before a subscriber
 * has heard everything. Subscribers are called by threads of the library that nobody else
 * needs, and may block. One that throws gets what it threw by {@code onError} and no
 * more. A request that is repeated after a crash reports anew.
 * <p>
 * Safe for use by several threads.
 *
 * @param <T> the type of what the handler reports
 */
public final class ProgressPublisher<T> implements Flow.Publisher<T> {

	private final TypeRef<T> type;

	/**
	 * With buffers that grow as needed: a handler cannot be held up, so the choice is
	 * between memory and a thread that waits for the slowest subscriber, before the
	 * request's end.
	 */
	private final SubmissionPublisher<T> reports = new SubmissionPublisher<>(Callbacks.THREADS, Integer.MAX_VALUE);

	private final AtomicBoolean taken = new AtomicBoolean();

	/** Set before the end of the reports. */
	private volatile @Nullable Throwable failure;

	private ProgressPublisher(TypeRef<T> type) {
		this.type = type;
	}

	/**
	 * Makes a publisher.
	 * @param <T> the type of what the handler reports
	 * @param type the class of what the handler reports
	 * @return the publisher, for one request
	 */
	public static <T> ProgressPublisher<T> of(Class<T> type) {
		return of(TypeRef.of(type));
	}

	/**
	 * Makes a publisher of reports whose type has type arguments.
	 * @param <T> the type of what the handler reports
	 * @param type that type
	 * @return the publisher, for one request
	 */
	public static <T> ProgressPublisher<T> of(TypeRef<T> type) {
		return new ProgressPublisher<>(type);
	}

	@Override
	public void subscribe(Flow.Subscriber<? super T> subscriber) {
		this.reports.subscribe(new Ending<>(this, Objects.requireNonNull(subscriber)));
	}

	TypeRef<T> type() {
		return this.type;
	}

	/** Takes the publisher for a request; {@code false} if another has it. */
	boolean take() {
		return this.taken.compareAndSet(false, true);
	}

	void publish(@Nullable Object report) {
		T typed = this.type.cast(report);
		if (typed != null) {
			this.reports.submit(typed);
		}
	}

	void end(@Nullable Throwable failure) {
		this.failure = failure;
		this.reports.close();
	}

	/**
	 * Makes the end of the reports the request's end: an error of the JDK's publisher
	 * would overtake reports that a subscriber has not heard yet.
	 */
	private record Ending<T>(ProgressPublisher<T> publisher,
			Flow.Subscriber<? super T> target) implements Flow.Subscriber<T> {

		@Override
		public void onSubscribe(Flow.Subscription subscription) {
			this.target.onSubscribe(subscription);
		}

		@Override
		public void onNext(T report) {
			this.target.onNext(report);
		}

		@Override
		public void onError(Throwable error) {
			this.target.onError(error);
		}

		@Override
		public void onComplete() {
			Throwable failure = this.publisher.failure;
			if (failure != null) {
				this.target.onError(failure);
			}
			else {
				this.target.onComplete();
			}
		}

	}

}
