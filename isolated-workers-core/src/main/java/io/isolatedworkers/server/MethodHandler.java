package io.isolatedworkers.server;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.isolatedworkers.message.ContractMethod;
import io.isolatedworkers.message.TypeRef;
import org.jspecify.annotations.Nullable;

/**
 * Handles a message by calling a method of a contract's implementation.
 *
 * @param <P> the payload's type
 * @param <R> the result's type
 * @param method the method
 * @param result the result's type
 * @param implementation the implementation
 */
record MethodHandler<P, R>(ContractMethod method, TypeRef<R> result,
		Object implementation) implements AsyncHandler<P, R> {

	@Override
	public CompletionStage<R> handle(P payload, WorkerContext context) throws Exception {
		Object returned = invoke(payload);
		return this.method.async() ? stage(returned) : CompletableFuture.completedFuture(this.result.cast(returned));
	}

	@SuppressWarnings("unchecked")
	private CompletionStage<R> stage(@Nullable Object returned) {
		if (returned == null) {
			throw new IllegalStateException("%s returned null instead of a stage".formatted(this.method.method()));
		}
		return (CompletionStage<R>) returned;
	}

	private @Nullable Object invoke(@Nullable Object payload) throws Exception {
		Method called = this.method.method();
		try {
			return (called.getParameterCount() == 0) ? called.invoke(this.implementation)
					: called.invoke(this.implementation, payload);
		}
		catch (InvocationTargetException ex) {
			if (ex.getCause() instanceof Exception thrown) {
				throw thrown;
			}
			if (ex.getCause() instanceof Error thrown) {
				throw thrown;
			}
			throw ex;
		}
	}

}
