package io.isolatedworkers.client;

import io.isolatedworkers.driver.ReconnectableChannel;
import io.isolatedworkers.logging.MetaLogger;

/**
 * A worker that can outlive its connection, of a driver that can do that. Safe for use by
 * several threads.
 */
public sealed class ReconnectableWorker extends Worker permits DetachableWorker {

	private final ReconnectableChannel channel;

	ReconnectableWorker(String name, WorkerOptions options, WorkerObserver observer, ReconnectableChannel channel,
			MetaLogger logger) {
		super(name, options, observer, channel, logger);
		this.channel = channel;
	}

	/**
	 * Closes the connection and leaves the worker alone. Pending requests fail with
	 * {@link WorkerDisconnectedException}. A worker that keeps alive waits for
	 * {@link #reconnect()} with its state; any other stops. Idempotent.
	 */
	public void disconnect() {
		this.channel.disconnect();
	}

	/**
	 * Connects to the same worker again; does nothing while it is connected. Blocks until
	 * it can be used.
	 * @throws io.isolatedworkers.driver.WorkerStartException if the worker is gone
	 * ("Worker process terminated"), or cannot be reached within the attempts of its
	 * connection options
	 */
	public void reconnect() {
		this.channel.reconnect();
	}

}
