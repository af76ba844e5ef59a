package io.isolatedworkers.server;

import org.jspecify.annotations.Nullable;

/**
 * Does the work of one message type. Called by several threads at once if the host sends
 * several requests at once.
 *
 * @param <P> the payload's type
 * @param <R> the result's type
 */
@FunctionalInterface
public interface Handler<P, R> {

	/**
	 * Answers a request. The thread is interrupted when the request is cancelled.
	 * @param payload the payload, {@code null} where the request has none
	 * @param context what is known about the request
	 * @return the result, {@code null} for none
	 * @throws Exception to answer with a failure, which reaches the caller with its
	 * message, name, stack, causes, and its code if it is a
	 * {@link io.isolatedworkers.message.CodedError}
	 */
	@Nullable R handle(P payload, WorkerContext context) throws Exception;

}
