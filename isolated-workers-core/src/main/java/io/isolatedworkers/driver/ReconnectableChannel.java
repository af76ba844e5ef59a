package io.isolatedworkers.driver;

/**
 * A channel to a worker that can outlive its connection.
 */
public interface ReconnectableChannel extends DriverChannel {

	/**
	 * Closes the connection and leaves the worker alone. Idempotent. Does not block;
	 * {@link ChannelListener#onClose()} follows.
	 */
	void disconnect();

	/**
	 * Connects to the same worker again; does nothing while it is connected. Blocks until
	 * it can be used.
	 * @throws WorkerStartException if the worker is gone, or cannot be reached within its
	 * attempts
	 */
	void reconnect();

}
