package io.isolatedworkers.command;

import java.util.Map;
import java.util.concurrent.Callable;

import io.isolatedworkers.client.RequestMeta;
import io.isolatedworkers.server.WorkerContext;

/**
 * How many commands led to what a thread does. Travels beside messages: from the command
 * in the host along with all requests that it sends to workers, and from there along with
 * the commands that these execute.
 */
final class CommandDepth {

	/** More than any host allows, and far from what a number can hold. */
	private static final int MOST = 1_000;

	private CommandDepth() {
	}

	/** Reads the depth of a message. */
	static int of(Map<String, String> meta) {
		String depth = meta.get(Wire.DEPTH);
		if (depth == null) {
			return 0;
		}
		try {
			return Math.max(0, Math.min(MOST, Integer.parseInt(depth)));
		}
		catch (NumberFormatException ex) {
			return 0;
		}
	}

	/** The depth of what the calling thread does, in a host or in a worker. */
	static int current() {
		int own = of(RequestMeta.current());
		return WorkerContext.isPresent() ? Math.max(own, of(WorkerContext.current().meta())) : own;
	}

	/** Runs a task at a depth. */
	static <T> T call(int depth, Callable<T> task) throws Exception {
		return RequestMeta.call((depth > 0) ? Map.of(Wire.DEPTH, Integer.toString(depth)) : Map.of(), task);
	}

}
