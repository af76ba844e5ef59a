package io.isolatedworkers.command;

import org.jspecify.annotations.Nullable;

/**
 * Carries out a command for a worker. Called by several threads at once, which it may
 * block.
 *
 * @param <P> the parameters' type
 * @param <R> the result's type
 */
@FunctionalInterface
public interface CommandHandler<P extends @Nullable Object, R extends @Nullable Object> {

	/**
	 * Carries out the command.
	 * @param parameters the parameters, {@code null} for none
	 * @param worker who asks
	 * @return the result
	 * @throws Exception if it cannot; message and code of an exception that is a
	 * {@link io.isolatedworkers.message.CodedError} travel to the worker, of any other
	 * exception only that there was one; a stack trace never does
	 */
	R handle(P parameters, WorkerIdentity worker) throws Exception;

}
