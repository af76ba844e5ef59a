package io.isolatedworkers.message;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * The middleware of one client or server, in order. Immutable and safe for use by several
 * threads.
 */
public final class MiddlewareChain {

	private final List<Middleware> middleware;

	/**
	 * Makes a chain.
	 * @param middleware the middleware, first to last
	 */
	public MiddlewareChain(List<? extends Middleware> middleware) {
		this.middleware = List.copyOf(middleware);
	}

	/**
	 * Whether there is nothing to run.
	 * @return {@code true} without middleware
	 */
	public boolean isEmpty() {
		return this.middleware.isEmpty();
	}

	/**
	 * Runs all middleware. Synchronous middleware runs on the calling thread; the
	 * returned stage is complete already where none is asynchronous.
	 * @param message the message
	 * @param direction whether it leaves or arrived
	 * @return completes with the message to go on with, or exceptionally with a
	 * {@link MiddlewareException}
	 */
	public CompletableFuture<Message> apply(Message message, Direction direction) {
		return applyFrom(0, message, direction);
	}

	private CompletableFuture<Message> applyFrom(int start, Message message, Direction direction) {
		Message current = message;
		for (int i = start; i < this.middleware.size(); i++) {
			Middleware next = this.middleware.get(i);
			Message before = current;
			try {
				if (next instanceof AsyncMiddleware async) {
					int rest = i + 1;
					CompletionStage<Message> later = async.delegate().apply(before, direction);
					return later.toCompletableFuture()
						.handle((after, failure) -> (failure != null)
								? CompletableFuture
									.<Message>failedFuture(failed(async.delegate(), before, direction, failure))
								: continueAfter(async.delegate(), rest, before, after, direction))
						.thenCompose((stage) -> stage);
				}
				current = check(next, before, next.apply(before, direction));
			}
			catch (Throwable ex) {
				return CompletableFuture.failedFuture(failed(next, before, direction, ex));
			}
		}
		return CompletableFuture.completedFuture(current);
	}

	private CompletableFuture<Message> continueAfter(Object culprit, int rest, Message before, Message after,
			Direction direction) {
		try {
			return applyFrom(rest, check(culprit, before, after), direction);
		}
		catch (IllegalStateException ex) {
			return CompletableFuture.failedFuture(failed(culprit, before, direction, ex));
		}
	}

	private static Message check(Object culprit, Message before, Message after) {
		if (after == null) {
			throw new IllegalStateException("it answered null; it must answer the message to go on with");
		}
		if (!after.tx().equals(before.tx()) || !after.type().equals(before.type())) {
			throw new IllegalStateException("it changed the message's tx or type; only payload and meta may change");
		}
		return after;
	}

	private static MiddlewareException failed(Object culprit, Message message, Direction direction, Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		Delivery delivery = (direction == Direction.SEND) ? Delivery.NOT_SENT : Delivery.MAYBE_EXECUTED;
		return new MiddlewareException(
				"Middleware %s failed while %s '%s': %s".formatted(culprit.getClass().getName(),
						(direction == Direction.SEND) ? "sending" : "receiving", message.type(), cause),
				delivery, cause);
	}

}
