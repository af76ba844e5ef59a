package io.isolatedworkers.message;

/**
 * Marks middleware that {@link MiddlewareChain} must not wait for.
 *
 * @param delegate what to ask
 */
record AsyncMiddleware(Middleware.Async delegate) implements Middleware {

	@Override
	public Message apply(Message message, Direction direction) throws Exception {
		return this.delegate.apply(message, direction).toCompletableFuture().get();
	}

}
