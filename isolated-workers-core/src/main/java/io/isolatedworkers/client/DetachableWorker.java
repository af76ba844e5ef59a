package io.isolatedworkers.client;

import io.isolatedworkers.driver.DetachableChannel;
import io.isolatedworkers.driver.WorkerAddress;
import io.isolatedworkers.logging.MetaLogger;

/**
 * A worker that can outlive its host, of a driver that can do that. Safe for use by
 * several threads.
 */
public final class DetachableWorker extends ReconnectableWorker {

	private final DetachableChannel channel;

	DetachableWorker(String name, WorkerOptions options, WorkerObserver observer, DetachableChannel channel,
			MetaLogger logger) {
		super(name, options, observer, channel, logger);
		this.channel = channel;
	}

	/**
	 * Returns where a later host finds the worker, for {@link Workers#attach}. Holds the
	 * worker's secret; {@link WorkerAddress#toJson()} is to be stored where only this
	 * user can read it. Valid until the worker ends.
	 * @return the address
	 * @throws IllegalStateException if the worker was not started detached and so ends
	 * with this host
	 */
	public WorkerAddress address() {
		return this.channel.address();
	}

}
