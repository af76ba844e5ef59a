package io.isolatedworkers.message;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Keeps the messages of one request in order while asynchronous middleware works on them:
 * a later message waits for an earlier one. Safe for use by several threads.
 */
public final class MessageSequence {

	private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

	/**
	 * Adds a message.
	 * @param middleware begins its way through the middleware
	 * @param next takes what comes out of it, after all messages before this one
	 * @param failed takes the failure of the middleware instead
	 */
	public void then(Supplier<CompletableFuture<Message>> middleware, Consumer<Message> next,
			Consumer<Throwable> failed) {
		CompletableFuture<Void> before;
		CompletableFuture<Void> done = new CompletableFuture<>();
		synchronized (this) {
			before = this.last;
			this.last = done;
		}
		before.thenCompose((nothing) -> middleware.get()).whenComplete((changed, failure) -> {
			try {
				if (failure != null) {
					failed.accept((failure.getCause() != null && !(failure instanceof WorkerException))
							? failure.getCause() : failure);
				}
				else {
					next.accept(changed);
				}
			}
			finally {
				done.complete(null);
			}
		});
	}

}
