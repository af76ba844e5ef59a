package io.isolatedworkers.testing;

import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.server.Handlers;
import io.isolatedworkers.server.WorkerServer;

/**
 * A worker that counts and tells how far it has counted.
 */
public final class ProgressMain {

	/**
	 * Counts to a number; answers how many reports were wanted. Fails at the end for a
	 * negative number.
	 */
	public static final MessageType<Integer, Integer> COUNT = MessageType.of("count", Integer.class, Integer.class);

	private ProgressMain() {
	}

	public static void main(String... arguments) {
		WorkerServer.start(Handlers.builder().on(COUNT, (goal, context) -> {
			int wanted = 0;
			for (int i = 0; i < Math.abs(goal); i++) {
				context.progress(new Step(i));
				wanted += context.wantsProgress() ? 1 : 0;
			}
			if (goal < 0) {
				throw new IllegalArgumentException("cannot count to " + goal);
			}
			return wanted;
		}).build());
	}

	public record Step(int number) {

	}

}
