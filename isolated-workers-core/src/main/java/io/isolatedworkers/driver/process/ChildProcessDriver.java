package io.isolatedworkers.driver.process;

import io.isolatedworkers.driver.ChannelSettings;
import io.isolatedworkers.driver.ReconnectableDriver;
import io.isolatedworkers.driver.ServerChannel;
import io.isolatedworkers.driver.ServerSettings;
import io.isolatedworkers.driver.StartupData;

/**
 * Runs each worker in a process of its own and talks to it over a Unix domain socket. The
 * default driver on both sides. Stateless and safe for use by several threads.
 */
public final class ChildProcessDriver implements ReconnectableDriver<ChildProcessOptions, ChildProcessChannel> {

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
