package io.isolatedworkers.benchmarks.peers;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Threads for the calls of peers that only know calls that block.
 */
final class BlockingCalls {

	private final ExecutorService executor = Executors.newCachedThreadPool();

	CompletableFuture<?> later(Callable<?> call) {
		return CompletableFuture.supplyAsync(() -> {
			try {
				return call.call();
			}
			catch (Exception ex) {
				throw new CompletionException(ex);
			}
		}, this.executor);
	}

	void close() {
		this.executor.shutdownNow();
	}

}
