package io.isolatedworkers.driver;

/**
 * A channel to a worker that can outlive its host.
 */
public interface DetachableChannel extends ReconnectableChannel {

	/**
	 * Returns where a later host finds the worker.
	 * @return the address
	 * @throws IllegalStateException if the worker was not started to outlive its host
	 */
	WorkerAddress address();

}
