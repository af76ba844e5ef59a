package com.example.loopback;

import io.isolatedworkers.driver.ChannelSettings;
import io.isolatedworkers.driver.ServerChannel;
import io.isolatedworkers.driver.ServerSettings;
import io.isolatedworkers.driver.StartupData;
import io.isolatedworkers.driver.WorkerDriver;

/**
 * Runs each worker in threads of this JVM. One class for both sides; what belongs to one
 * side alone is in that side's classes. Stateless and safe for use by several threads.
 */
public final class LoopbackDriver implements WorkerDriver<LoopbackOptions, LoopbackChannel> {

	/** The name that errors and endpoints show. */
	public static final String NAME = "loopback";

	@Override
	public String name() {
		return NAME;
	}

	@Override
	public LoopbackChannel spawn(LoopbackOptions options, ChannelSettings settings) {
		return LoopbackChannel.spawn(options, settings);
	}

	@Override
	public StartupData startupData() {
		return LoopbackStartupData.ofThisThread();
	}

	@Override
	public ServerChannel createServer(StartupData startupData, ServerSettings settings) {
		if (!(startupData instanceof LoopbackStartupData data)) {
			throw new IllegalArgumentException(
					"These start-up data are of driver '%s', not of '%s'".formatted(startupData.driver(), NAME));
		}
		return new LoopbackServer(data.link(), settings);
	}

}
