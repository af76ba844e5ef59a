package io.isolatedworkers.benchmarks.peers;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A connection to an echo in another process or thread.
 */
interface Session extends AutoCloseable {

	/** Sends a text and waits for it to come back. */
	String text(String text) throws Exception;

	/** Sends a text; the future completes when it is back. */
	CompletableFuture<?> later(String text);

	/** Sends bytes and waits for them to come back. */
	byte[] bytes(byte[] bytes) throws Exception;

	/** Sends a text that is never answered. */
	default void unanswered(String text) {
		throw new UnsupportedOperationException();
	}

	/** How requests can be kept in flight; the best way counts. */
	default List<InFlight> ways() {
		return List.of(InFlight.values());
	}

	/** How many texts a second come back while so many are in flight. */
	default double rate(InFlight way, String text, int inFlight, Duration duration) throws Exception {
		return way.rate(this, text, inFlight, duration);
	}

	/** The process that answers. */
	long pid();

	@Override
	void close() throws Exception;

}
