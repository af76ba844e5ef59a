package io.isolatedworkers.driver;

import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.TypeRef;

/**
 * The worker's end: lets one host at a time connect and exchanges messages with it. Safe
 * for use by several threads.
 */
public interface ServerChannel {

	/**
	 * Begins to listen. Call it once.
	 * @param listener who gets messages and events
	 */
	void start(ServerListener listener);

	/**
	 * Sends an answer to the host that is connected.
	 * @param message the message
	 * @param payloadType the declared type of its payload
	 * @throws io.isolatedworkers.serializer.SerializationException if it cannot be
	 * serialized
	 * @throws ChannelClosedException if no host is connected
	 */
	void send(Message message, TypeRef<?> payloadType);

	/**
	 * Runs a short task of {@link ServerListener#onMessage} on its thread. If it takes
	 * longer than a millisecond or two, another thread goes on delivering messages.
	 * @param task what to run
	 * @return {@code false} if the thread must not be kept: the task was not run
	 */
	default boolean runHere(Runnable task) {
		return false;
	}

	/**
	 * Sends what waits to go out together with other messages, which is only what
	 * {@link #runHere} sent.
	 */
	default void flush() {
		// Nothing waits
	}

	/**
	 * Returns what was agreed with the host that is connected.
	 * @return the agreement
	 */
	Agreement agreement();

	/**
	 * Makes a thread for a handler to run in.
	 * @param task what it runs
	 * @param name its name
	 * @return the thread, not started: one that does not keep the JVM alive
	 */
	default Thread newThread(Runnable task, String name) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		return thread;
	}

	/**
	 * Stops listening, disconnects the host and removes what the channel made.
	 * Idempotent.
	 */
	void close();

}
