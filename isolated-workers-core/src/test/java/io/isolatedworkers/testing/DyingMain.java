package io.isolatedworkers.testing;

import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.server.Handlers;
import io.isolatedworkers.server.WorkerServer;
import io.isolatedworkers.server.WorkerServerOptions;

/**
 * A worker that dies at once after it has answered.
 */
public final class DyingMain {

	private DyingMain() {
	}

	public static void main(String... arguments) {
		Handlers handlers = Handlers.builder()
			.on(MessageType.of("farewell", Integer.class, String.class), (length, context) -> {
				Thread current = Thread.currentThread();
				new Thread(() -> dieAfter(current)).start();
				return "x".repeat(length);
			})
			.build();
		WorkerServer.start(handlers, WorkerServerOptions.defaults());
	}

	/**
	 * Halts as soon as the handler's thread is idle again, when the answer is written.
	 */
	private static void dieAfter(Thread handler) {
		while (handler.getState() != Thread.State.TIMED_WAITING) {
			Thread.onSpinWait();
		}
		Runtime.getRuntime().halt(3);
	}

}
