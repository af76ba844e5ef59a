package io.isolatedworkers.client;

import java.util.concurrent.CompletableFuture;

import io.isolatedworkers.message.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to a worker, or to a pool of workers as if it were one.
 * <p>
 * Each request ends exactly once, with its result or with a
 * {@link io.isolatedworkers.message.WorkerException}: {@link RemoteWorkerException} if
 * the handler failed, {@link RequestTimeoutException}, {@link WorkerCrashedException},
 * {@link WorkerClosedException}, or that it could not be sent. Cancelling a returned
 * future asks the worker to stop that request and no other.
 * <p>
 * Safe for use by several threads. Interrupting a thread that sends or waits ends that
 * thread's own wait and harms no other request. What depends on a returned future may
 * block: others wait for it no longer than a few milliseconds.
 */
public interface WorkerClient extends AutoCloseable {

	/**
	 * Sends a request.
	 * @param <P> the payload's type
	 * @param <R> the result's type
	 * @param type what is asked
	 * @param payload the payload, {@code null} for none
	 * @return completes with the result
	 */
	default <P, R> CompletableFuture<R> send(MessageType<P, R> type, @Nullable P payload) {
		return send(type, payload, SendOptions.defaults());
	}

	/**
	 * Sends a request that has no payload.
	 * @param <R> the result's type
	 * @param type what is asked
	 * @return completes with the result
	 */
	default <R> CompletableFuture<R> send(MessageType<Void, R> type) {
		return send(type, null, SendOptions.defaults());
	}

	/**
	 * Sends a request with options of its own.
	 * @param <P> the payload's type
	 * @param <R> the result's type
	 * @param type what is asked
	 * @param payload the payload, {@code null} for none
	 * @param options the options
	 * @return completes with the result
	 */
	<P, R> CompletableFuture<R> send(MessageType<P, R> type, @Nullable P payload, SendOptions options);

	/**
	 * Makes an object whose methods are requests to this client. A method that returns a
	 * {@link java.util.concurrent.CompletionStage} returns at once, any other waits; an
	 * interrupt of the waiting thread cancels the request and throws
	 * {@link RequestInterruptedException} with the thread's interrupt flag set again.
	 * @param <T> the contract
	 * @param contract the contract's interface
	 * @return the object, safe for use by several threads
	 * @throws io.isolatedworkers.message.InvalidContractException if the interface cannot
	 * be read as messages
	 */
	default <T> T contract(Class<T> contract) {
		return ContractProxy.create(contract, this);
	}

	/**
	 * How many requests have not ended yet.
	 * @return the number of requests
	 */
	int pending();

	/**
	 * Whether requests can be made: a worker is alive, or about to be replaced.
	 * @return {@code false} once closed, or when the only worker is gone
	 */
	boolean isActive();

	/**
	 * Whether a worker is connected.
	 * @return {@code true} if a request could be sent at once
	 */
	boolean isConnected();

	/**
	 * Ends the worker or workers. Pending requests fail with
	 * {@link WorkerClosedException}. Waits until nothing of the workers is left, or the
	 * grace period and a little more have passed. Idempotent.
	 */
	@Override
	void close();

}
