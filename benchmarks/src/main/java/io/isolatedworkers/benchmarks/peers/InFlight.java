package io.isolatedworkers.benchmarks.peers;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * Keeps a number of requests in flight: one thread sends as long as less than that are
 * unanswered.
 */
final class InFlight {

	private InFlight() {
	}

	static double rate(Session session, String text, int inFlight, Duration duration)
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
		if (failed.get() != null) {
			throw new IOException("A request failed", failed.get());
		}
		return sent * 1e9 / (System.nanoTime() - start);
	}

}
