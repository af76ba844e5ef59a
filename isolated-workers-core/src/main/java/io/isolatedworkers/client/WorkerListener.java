package io.isolatedworkers.client;

import io.isolatedworkers.driver.ShutdownReason;
import io.isolatedworkers.message.WorkerException;

/**
 * Is told what happens in the life of workers, as {@link WorkerOptions} say. Of one
 * worker it hears one event after the other, each once and in the order in which they
 * happened; of several workers at the same time, if they have the same listener.
 * <p>
 * Called by a thread of the library that neither requests nor other listeners need: it
 * may block, and its events wait in memory meanwhile. What it throws is logged, and the
 * next event is told all the same. An event may be heard a moment after the change can be
 * seen, the last one after {@link Worker#close()} has returned. A worker that could not
 * be started has no events; whoever started it gets the failure.
 */
public interface WorkerListener {

	/**
	 * The worker can be used: it was started, or it is connected again.
	 * @param worker the worker's name, such as {@code images-1} in a pool
	 */
	default void onConnect(String worker) {
	}

	/**
	 * The connection has ended and the worker lives on. One that exits is not told to be
	 * disconnected before.
	 * @param worker the worker's name
	 */
	default void onDisconnect(String worker) {
	}

	/**
	 * The worker sent something that cannot be read. The worker and its connection go on.
	 * @param worker the worker's name
	 * @param failure what is wrong, a
	 * {@link io.isolatedworkers.serializer.MalformedMessageException}; the request that
	 * it was an answer to, if there is one, has failed with it
	 */
	default void onError(String worker, WorkerException failure) {
	}

	/**
	 * The worker is gone, closed or not. Its last event.
	 * @param worker the worker's name
	 * @param reason why
	 */
	default void onExit(String worker, ShutdownReason reason) {
	}

}
