package io.isolatedworkers.server;

import java.util.concurrent.CompletionStage;

/**
 * Does the work of one message type and answers later.
 *
 * @param <P> the payload's type
 * @param <R> the result's type
 */
@FunctionalInterface
public interface AsyncHandler<P, R> {

	/**
	 * Begins to answer a request.
	 * @param payload the payload, {@code null} where the request has none
	 * @param context what is known about the request
	 * @return completes with the result, or exceptionally to answer with a failure; is
	 * cancelled when the request is
	 * @throws Exception to answer with a failure
	 */
	CompletionStage<R> handle(P payload, WorkerContext context) throws Exception;

}
