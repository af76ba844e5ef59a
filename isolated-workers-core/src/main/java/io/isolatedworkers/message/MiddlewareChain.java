package io.isolatedworkers.message;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

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
		CompletableFuture<Message> outcome = new CompletableFuture<>();
		applyFrom(0, message, direction, outcome);
		return outcome;
	}

	private void applyFrom(int start, Message message, Direction direction, CompletableFuture<Message> outcome) {
		Message current = message;
		for (int i = start; i < this.middleware.size(); i++) {
			Middleware next = this.middleware.get(i);
			Object culprit = (next instanceof AsyncMiddleware async) ? async.delegate() : next;
			Message before = current;
			int rest = i + 1;
			try {
				if (next instanceof AsyncMiddleware async) {
					async.delegate().apply(before, direction).whenComplete((after, failure) -> {
						if (failure != null) {
							outcome.completeExceptionally(failed(culprit, before, direction, failure));
						}
						else {
							goOn(culprit, rest, before, after, direction, outcome);
						}
					});
					return;
				}
				current = check(next, before, next.apply(before, direction));
			}
			catch (Throwable ex) {
				outcome.completeExceptionally(failed(culprit, before, direction, ex));
				return;
			}
		}
		outcome.complete(current);
	}

	private void goOn(Object culprit, int rest, Message before, Message after, Direction direction,
			CompletableFuture<Message> outcome) {
		try {
			applyFrom(rest, check(culprit, before, after), direction, outcome);
		}
		catch (IllegalStateException ex) {
			outcome.completeExceptionally(failed(culprit, before, direction, ex));
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
		return new MiddlewareException("Middleware %s failed while %s '%s': %s".formatted(culprit.getClass().getName(),
				(direction == Direction.SEND) ? "sending" : "receiving", message.type(),
				RemoteError.of(cause).message()), delivery, cause);
	}

}
