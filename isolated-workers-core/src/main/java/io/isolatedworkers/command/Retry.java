package io.isolatedworkers.command;

import java.time.Duration;

import io.isolatedworkers.socket.Backoff;

/**
 * When to send again what the host did not take: after growing pauses, until it takes
 * something. For one thread.
 */
final class Retry {

	private static final Backoff BACKOFF = Backoff.exponential(Duration.ofMillis(100), Duration.ofSeconds(5));

	private int failures;

	private long at = System.nanoTime();

	boolean isDue() {
		return left() <= 0;
	}

	long left() {
		return this.at - System.nanoTime();
	}

	void now() {
		this.at = System.nanoTime();
	}

	void succeeded() {
		this.failures = 0;
	}

	void failed() {
		this.at = System.nanoTime() + BACKOFF.delay(this.failures++).toNanos();
	}

}
