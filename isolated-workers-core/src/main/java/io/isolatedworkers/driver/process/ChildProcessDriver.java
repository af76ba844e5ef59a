package io.isolatedworkers.driver.process;

import io.isolatedworkers.driver.ChannelSettings;
import io.isolatedworkers.driver.DetachableDriver;
import io.isolatedworkers.driver.ServerChannel;
import io.isolatedworkers.driver.ServerSettings;
import io.isolatedworkers.driver.StartupData;
import io.isolatedworkers.driver.WorkerAddress;
import io.isolatedworkers.socket.ConnectionOptions;

/**
 * Runs each worker in a process of its own and talks to it over a Unix domain socket. The
 * default driver on both sides. Stateless and safe for use by several threads.
 */
public final class ChildProcessDriver implements DetachableDriver<ChildProcessOptions, ChildProcessChannel> {

	/** The name that endpoints and errors show. */
	public static final String NAME = "child-process";

	@Override
	public String name() {
		return NAME;
	}

	@Override
	public ChildProcessChannel spawn(ChildProcessOptions options, ChannelSettings settings) {
		return ChildProcessHost.spawn(options, settings);
	}

	/**
	 * Connects to a worker that an earlier host started detached. Of the options, only
	 * {@link ChildProcessOptions#connection()} is used.
	 */
	@Override
	public ChildProcessChannel attach(WorkerAddress address, ChildProcessOptions options, ChannelSettings settings) {
		return attach(address, options.connection(), settings);
	}

	/**
	 * Connects to a worker that an earlier host started detached.
	 * @param address where the worker is
	 * @param connection how often connecting is tried, and what happens when the
	 * connection is lost
	 * @param settings what both sides agree on
	 * @return the connected channel
	 * @throws io.isolatedworkers.driver.WorkerStartException if nothing is at the address
	 * any more, if what is there is not that worker, or if it refuses the host; nothing
	 * is done to what is there
	 */
	public ChildProcessChannel attach(WorkerAddress address, ConnectionOptions connection, ChannelSettings settings) {
		return AttachingHost.attach(address, connection, settings);
	}

	@Override
	public StartupData startupData() {
		return ProcessStartupData.ofThisProcess();
	}

	@Override
	public ServerChannel createServer(StartupData startupData, ServerSettings settings) {
		if (!(startupData instanceof ProcessStartupData data)) {
			throw new IllegalArgumentException(
					"These start-up data are of driver '%s', not of '%s'".formatted(startupData.driver(), NAME));
		}
		return new ChildProcessServer(data, settings);
	}

	@Override
	public String toString() {
		return NAME;
	}

}
