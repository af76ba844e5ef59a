package io.isolatedworkers.client;

import java.util.List;
import java.util.function.Consumer;

import io.isolatedworkers.driver.SerialQueue;
import io.isolatedworkers.driver.ShutdownReason;
import io.isolatedworkers.logging.MetaLogger;
import io.isolatedworkers.message.WorkerException;

/**
 * Tells listeners what happens to one worker. Never waits for a listener; each hears the
 * events in the order of the calls made here.
 */
final class LifecycleEvents {

	private final String worker;

	private final MetaLogger logger;

	private final List<Recipient> recipients;

	LifecycleEvents(String worker, List<WorkerListener> listeners, MetaLogger logger) {
		this.worker = worker;
		this.logger = logger;
		this.recipients = listeners.stream()
			.map((listener) -> new Recipient(listener, new SerialQueue(Callbacks.THREADS)))
			.toList();
	}

	void connected() {
		tell((listener) -> listener.onConnect(this.worker));
	}

	void disconnected() {
		tell((listener) -> listener.onDisconnect(this.worker));
	}

	void failed(WorkerException failure) {
		tell((listener) -> listener.onError(this.worker, failure));
	}

	void exited(ShutdownReason reason) {
		tell((listener) -> listener.onExit(this.worker, reason));
	}

	private void tell(Consumer<WorkerListener> event) {
		for (Recipient recipient : this.recipients) {
			recipient.calls().add(() -> {
				try {
					event.accept(recipient.listener());
				}
				catch (RuntimeException | Error ex) {
					this.logger.warn("A listener of worker %s failed".formatted(this.worker), ex);
				}
			});
		}
	}

	/** A listener with what it has not heard yet. */
	private record Recipient(WorkerListener listener, SerialQueue calls) {

	}

}
