package io.isolatedworkers.pool;

import java.util.function.Consumer;

import io.isolatedworkers.logging.Logger;

/**
 * Tells a pool's listener what happens, and bears what it throws.
 *
 * @param pool the pool's name
 * @param listener is told
 * @param logger where to write to
 */
record PoolEvents(String pool, PoolListener listener, Logger logger) {

	/** Whether there is a listener. */
	boolean areHeard() {
		return this.listener != PoolListener.NONE;
	}

	void tell(Consumer<PoolListener> event) {
		try {
			event.accept(this.listener);
		}
		catch (RuntimeException ex) {
			this.logger.warn("The listener of pool %s failed".formatted(this.pool), ex);
		}
	}

}
