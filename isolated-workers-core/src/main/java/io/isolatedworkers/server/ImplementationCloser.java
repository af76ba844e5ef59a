package io.isolatedworkers.server;

import io.isolatedworkers.logging.Logger;

/**
 * Closes a contract's implementation once, when its server ends or the JVM exits,
 * whichever comes first; the other waits for it.
 */
final class ImplementationCloser implements Runnable {

	private final AutoCloseable implementation;

	private final Logger logger;

	private boolean closed;

	private ImplementationCloser(AutoCloseable implementation, Logger logger) {
		this.implementation = implementation;
		this.logger = logger;
	}

	static void closeWith(WorkerServer server, AutoCloseable implementation, Logger logger) {
		ImplementationCloser closer = new ImplementationCloser(implementation, logger);
		Thread hook = new Thread(closer, "isolated-workers-close");
		Runtime.getRuntime().addShutdownHook(hook);
		server.ended().thenRun(new Runnable() {

			@Override
			public void run() {
				closer.run();
				try {
					Runtime.getRuntime().removeShutdownHook(hook);
				}
				catch (IllegalStateException ex) {
					// the JVM exits, and the hook has nothing left to do
				}
			}

		});
	}

	@Override
	public synchronized void run() {
		if (this.closed) {
			return;
		}
		this.closed = true;
		try {
			this.implementation.close();
		}
		catch (Exception ex) {
			this.logger.warn("%s cannot be closed".formatted(this.implementation.getClass().getName()), ex);
		}
	}

}
