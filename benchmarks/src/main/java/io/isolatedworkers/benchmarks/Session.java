package io.isolatedworkers.benchmarks;

import java.util.concurrent.CompletableFuture;

/**
 * A connection to an echo in another process.
 */
interface Session extends AutoCloseable {

	/** Sends a text and waits for it to come back. */
	String text(String text) throws Exception;

	/** Sends a text; the future completes when it is back. */
	default CompletableFuture<?> later(String text) {
		throw new UnsupportedOperationException();
	}

	/** Sends bytes and waits for them to come back. */
	default byte[] bytes(byte[] bytes) throws Exception {
		throw new UnsupportedOperationException();
	}

	/** Whether it is the limit itself, which is measured in its own way. */
	default boolean isRaw() {
		return false;
	}

	/** The process that answers. */
	long pid();

	@Override
	void close() throws Exception;

}
