package com.example.loopback;

import io.isolatedworkers.driver.ChannelSettings;
import io.isolatedworkers.driver.StartupData;
import io.isolatedworkers.logging.LogLevel;
import io.isolatedworkers.message.TypeRef;
import org.jspecify.annotations.Nullable;

/**
 * What a worker is given at its start, left for it with the thread that starts it. A
 * process would find the same in its environment.
 *
 * @param settings the host's settings
 * @param link the way to the host
 */
record LoopbackStartupData(ChannelSettings settings, LoopbackLink link) implements StartupData {

	private static final ThreadLocal<@Nullable LoopbackStartupData> OF_THREAD = new ThreadLocal<>();

	static LoopbackStartupData ofThisThread() {
		LoopbackStartupData data = OF_THREAD.get();
		if (data == null) {
			throw new IllegalStateException(
					"The thread %s was not started by driver '%s'. Start workers through Workers or a pool, not by hand"
						.formatted(Thread.currentThread().getName(), LoopbackDriver.NAME));
		}
		return data;
	}

	void leaveForThisThread() {
		OF_THREAD.set(this);
	}

	@Override
	public String driver() {
		return LoopbackDriver.NAME;
	}

	@Override
	public String serializer() {
		return this.settings.serializer().name();
	}

	@Override
	public String serializerClass() {
		return this.settings.serializer().getClass().getName();
	}

	@Override
	public <T> @Nullable T workerData(TypeRef<T> type) {
		try {
			return type.cast(this.settings.workerData());
		}
		catch (ClassCastException ex) {
			throw new IllegalStateException("The worker data are not a %s: %s".formatted(type, ex.getMessage()), ex);
		}
	}

	@Override
	public LogLevel logLevel() {
		return this.settings.logLevel();
	}

}
