package io.isolatedworkers.benchmarks.peers;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

/**
 * Ways to keep a number of requests in flight. Which one is faster differs from peer to
 * peer.
 */
enum InFlight {

	/** One thread sends as long as less than that are unanswered. */
	ONE_THREAD {

		@Override
		double rate(Session session, String text, int inFlight, Duration duration)
				throws IOException, InterruptedException {
			Semaphore free = new Semaphore(inFlight);
			AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();
			long sent = 0;
			long start = System.nanoTime();
			while (System.nanoTime() - start < duration.toNanos() && failed.get() == null) {
				free.acquire();
				sent++;
				session.later(text).whenComplete((answer, failure) -> {
					if (failure != null) {
						failed.set(failure);
					}
					free.release();
				});
			}
			free.acquire(inFlight);
			throwIf(failed.get());
			return sent * 1e9 / (System.nanoTime() - start);
		}

	},

	/** Each answer has the next request sent, as in the raw limit. */
	EACH_ANSWER {

		@Override
		double rate(Session session, String text, int inFlight, Duration duration)
				throws IOException, InterruptedException {
			long start = System.nanoTime();
			Chain chain = new Chain(session, text, start + duration.toNanos());
			for (int i = 0; i < inFlight; i++) {
				chain.goOn();
			}
			chain.ended.acquire(inFlight);
			throwIf(chain.failed.get());
			return chain.sent.sum() * 1e9 / (System.nanoTime() - start);
		}

	};

	/** How many texts a second come back. */
	abstract double rate(Session session, String text, int inFlight, Duration duration)
			throws IOException, InterruptedException;

	private static void throwIf(@Nullable Throwable failure) throws IOException {
		if (failure != null) {
			throw new IOException("A request failed", failure);
		}
	}

	/** Requests of which each is sent when another is answered. */
	private static final class Chain {

		private final Session session;

		private final String text;

		private final long end;

		private final LongAdder sent = new LongAdder();

		private final AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();

		/** Has a permit for each request that no other followed. */
		private final Semaphore ended = new Semaphore(0);

		Chain(Session session, String text, long end) {
			this.session = session;
			this.text = text;
			this.end = end;
		}

		void goOn() {
			while (System.nanoTime() - this.end < 0 && this.failed.get() == null) {
				this.sent.increment();
				CompletableFuture<?> answer = this.session.later(this.text);
				// One that is there already would call this from within itself
				if (!answer.isDone() || answer.isCompletedExceptionally()) {
					answer.whenComplete(this::answered);
					return;
				}
			}
			this.ended.release();
		}

		private void answered(@Nullable Object answer, @Nullable Throwable failure) {
			if (failure != null) {
				this.failed.set(failure);
			}
			goOn();
		}

	}

}
