package io.isolatedworkers.server;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What a handler can know about the request it works on. Safe for use by several threads.
 */
public interface WorkerContext {

	/**
	 * Returns the context of the request that the current thread handles; for contract
	 * methods, which are not given it.
	 * @return the context
	 * @throws IllegalStateException if the current thread handles no request
	 */
	static WorkerContext current() {
		WorkerContext context = RunningRequest.current();
		if (context == null) {
			throw new IllegalStateException(
					"The thread %s handles no request; take the context in the handler and pass it on"
						.formatted(Thread.currentThread().getName()));
		}
		return context;
	}

	/**
	 * Whether the current thread handles a request.
	 * @return {@code true} if {@link #current()} has a context to return
	 */
	static boolean isPresent() {
		return RunningRequest.current() != null;
	}

	/**
	 * Returns the request's transaction id.
	 * @return the id
	 */
	String tx();

	/**
	 * Returns the name of the request's message type.
	 * @return the name
	 */
	String type();

	/**
	 * Returns what travelled beside the payload, such as a trace.
	 * @return the entries
	 */
	Map<String, String> meta();

	/**
	 * Whether the caller gave the request up. The handler's thread is also interrupted.
	 * @return {@code true} if the result is no longer wanted
	 */
	boolean isCancelled();

	/**
	 * Returns how long the caller still waits.
	 * @return the time, zero if it is up, {@code null} if the caller did not tell
	 */
	@Nullable Duration timeLeft();

	/**
	 * Tells the caller how far the request has come, if it listens: does nothing
	 * otherwise, and nothing once the request is answered or cancelled.
	 * @param report what to tell, of the type that the caller's listener expects
	 * @throws io.isolatedworkers.serializer.SerializationException if the report cannot
	 * be serialized
	 */
	void progress(Object report);

	/**
	 * Whether the caller listens to progress. Lets a handler save the work of making
	 * reports.
	 * @return {@code true} if it does
	 */
	boolean wantsProgress();

}
