package io.isolatedworkers.spring;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import io.isolatedworkers.client.Request;
import io.isolatedworkers.driver.ShutdownReason;
import io.isolatedworkers.pool.PoolListener;
import org.jspecify.annotations.Nullable;

/**
 * Several listeners as one, told in order. One that fails keeps no other from being told.
 */
final class CompositePoolListener implements PoolListener {

	private final List<PoolListener> listeners;

	CompositePoolListener(List<PoolListener> listeners) {
		this.listeners = List.copyOf(listeners);
	}

	@Override
	public void requestEnded(String pool, String messageType, Request.Outcome outcome, Duration duration) {
		tellAll((listener) -> listener.requestEnded(pool, messageType, outcome, duration));
	}

	@Override
	public void workerStarted(String pool, String workerId, boolean restart) {
		tellAll((listener) -> listener.workerStarted(pool, workerId, restart));
	}

	@Override
	public void workerDied(String pool, String workerId, ShutdownReason reason) {
		tellAll((listener) -> listener.workerDied(pool, workerId, reason));
	}

	@Override
	public void spareTookOver(String pool, String workerId) {
		tellAll((listener) -> listener.spareTookOver(pool, workerId));
	}

	private void tellAll(Consumer<PoolListener> event) {
		RuntimeException failure = null;
		for (PoolListener listener : this.listeners) {
			failure = tell(listener, event, failure);
		}
		if (failure != null) {
			// The pool writes it to its log
			throw failure;
		}
	}

	private static @Nullable RuntimeException tell(PoolListener listener, Consumer<PoolListener> event,
			@Nullable RuntimeException before) {
		try {
			event.accept(listener);
			return before;
		}
		catch (RuntimeException ex) {
			if (before == null) {
				return ex;
			}
			before.addSuppressed(ex);
			return before;
		}
	}

}
