package io.isolatedworkers.driver.thread;

import io.isolatedworkers.driver.ChannelSettings;
import io.isolatedworkers.driver.ServerChannel;
import io.isolatedworkers.driver.ServerSettings;
import io.isolatedworkers.driver.SharedMemoryDriver;
import io.isolatedworkers.driver.StartupData;

/**
 * Runs each worker in threads of this JVM, in a class loader of its own, so that two
 * workers do not share statics. Messages cross as bytes of the serializer, as they do
 * between processes; a {@link io.isolatedworkers.driver.SharedBuffer} and what is
 * {@linkplain ThreadOptions#sharedTypes() declared shared} are handed over by reference.
 * Both ends are of the same version, so that {@link ChannelSettings#protocol()} means
 * nothing here.
 * <p>
 * What a thread cannot keep apart: {@code System.exit}, memory, native code, and the
 * statics of the JDK and of this library are the host's. And a thread cannot be killed: a
 * handler that does not react to an interrupt is abandoned and goes on, see
 * {@link ThreadChannel#abandonedThreads()}. Code that may do such things belongs into a
 * child process.
 * <p>
 * Stateless and safe for use by several threads.
 */
public final class ThreadDriver implements SharedMemoryDriver<ThreadOptions, ThreadChannel> {

	/** The name that endpoints and errors show. */
	public static final String NAME = "thread";

	@Override
	public String name() {
		return NAME;
	}

	@Override
	public ThreadChannel spawn(ThreadOptions options, ChannelSettings settings) {
		return ThreadHost.spawn(options, settings);
	}

	/**
	 * {@inheritDoc} Found through the context class loader of the calling thread, which
	 * the threads of a worker have from the beginning.
	 */
	@Override
	public StartupData startupData() {
		Thread current = Thread.currentThread();
		for (ClassLoader loader = current.getContextClassLoader(); loader != null; loader = loader.getParent()) {
			if (loader instanceof WorkerClassLoader own) {
				return own.startupData();
			}
		}
		throw new IllegalStateException(
				"The thread %s was not started by driver '%s'. Start the worker through Workers or a pool with that driver; a worker that runs as a child process names driver 'child-process', or none"
					.formatted(current.getName(), NAME));
	}

	@Override
	public ServerChannel createServer(StartupData startupData, ServerSettings settings) {
		if (!(startupData instanceof ThreadStartupData data)) {
			throw new IllegalArgumentException(
					"These start-up data are of driver '%s', not of '%s'".formatted(startupData.driver(), NAME));
		}
		return new ThreadServer(data.channel(), data, settings);
	}

	@Override
	public String toString() {
		return NAME;
	}

}
