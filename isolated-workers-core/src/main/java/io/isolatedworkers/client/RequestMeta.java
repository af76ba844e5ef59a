package io.isolatedworkers.client;

import java.util.Map;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;

/**
 * What travels beside the payload of every request that a thread makes, whichever client
 * or pool sends it and whichever thread does so in the end. Middleware cannot do that: it
 * runs when a request is sent, which for one that waited in a queue is on another thread.
 */
public final class RequestMeta {

	private static final ThreadLocal<@Nullable Map<String, String>> CURRENT = new ThreadLocal<>();

	private RequestMeta() {
	}

	/**
	 * Returns what the requests of the calling thread take along.
	 * @return the entries, none unless the thread is in {@link #call}
	 */
	public static Map<String, String> current() {
		Map<String, String> meta = CURRENT.get();
		return (meta != null) ? meta : Map.of();
	}

	/**
	 * Runs a task whose requests take entries along, instead of those of a task around
	 * it.
	 * @param <T> the task's result
	 * @param meta the entries
	 * @param task the task
	 * @return what the task returns
	 * @throws Exception what the task throws
	 */
	public static <T> T call(Map<String, String> meta, Callable<T> task) throws Exception {
		Map<String, String> before = CURRENT.get();
		CURRENT.set(Map.copyOf(meta));
		try {
			return task.call();
		}
		finally {
			if (before != null) {
				CURRENT.set(before);
			}
			else {
				CURRENT.remove();
			}
		}
	}

}
