package io.isolatedworkers.message;

import java.util.concurrent.CompletionStage;

/**
 * Sees every message of one client or server on its way out and on its way in, and may
 * change it. Middleware is given to one instance; there is no global list. It runs in the
 * order in which it was given, in both directions.
 * <p>
 * An exception ends that send or receive at once: later middleware does not run, and the
 * request fails with {@link MiddlewareException}. The transaction id and the type of a
 * message must stay as they are.
 * <p>
 * Called by several threads at once, also by threads that serve all requests of a
 * connection: what takes long or blocks belongs into an {@linkplain #async asynchronous}
 * middleware.
 */
@FunctionalInterface
public interface Middleware {

	/**
	 * Inspects or transforms a message.
	 * @param message the message
	 * @param direction whether it leaves or arrived
	 * @return the message to go on with, the same or a changed copy
	 * @throws Exception to end this send or receive
	 */
	Message apply(Message message, Direction direction) throws Exception;

	/**
	 * Middleware that answers later.
	 * @param middleware what to ask
	 * @return the middleware
	 */
	static Middleware async(Async middleware) {
		return new AsyncMiddleware(middleware);
	}

	/**
	 * The asynchronous form of {@link Middleware}.
	 */
	@FunctionalInterface
	interface Async {

		/**
		 * Inspects or transforms a message without blocking the calling thread.
		 * @param message the message
		 * @param direction whether it leaves or arrived
		 * @return completes with the message to go on with, or exceptionally to end this
		 * send or receive
		 * @throws Exception to end this send or receive
		 */
		CompletionStage<Message> apply(Message message, Direction direction) throws Exception;

	}

}
