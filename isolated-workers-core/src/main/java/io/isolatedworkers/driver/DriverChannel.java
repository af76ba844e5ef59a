package io.isolatedworkers.driver;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.TypeRef;

/**
 * The host's end of a connected worker. Owns the worker's life: whatever happens to it is
 * told to the {@link ChannelListener} once.
 * <p>
 * Safe for use by several threads. An interrupt of a calling thread never harms the
 * connection.
 */
public interface DriverChannel {

	/**
	 * Begins to deliver messages and events. Call it once; nothing is delivered before.
	 * @param listener who gets them
	 */
	void start(ChannelListener listener);

	/**
	 * Sends a message. Returns when it is on its way or queued; never waits for the
	 * worker to read.
	 * @param message the message
	 * @param payloadType the declared type of its payload
	 * @throws io.isolatedworkers.serializer.SerializationException if it cannot be
	 * serialized
	 * @throws ChannelClosedException if the channel is not connected
	 */
	void send(Message message, TypeRef<?> payloadType);

	/**
	 * Lets the calling thread, which waits for a message, receive messages and deliver
	 * them, so that no other has to wake it. Returns at once where another thread
	 * receives or the channel has no use for it; so the caller must be ready to wait by
	 * other means. An interrupt makes it return, too, and stays as it is.
	 * @param waiting what the thread waits for
	 * @param nanos how long at most, in nanoseconds
	 */
	default void receiveUntil(Awaiting waiting, long nanos) {
		// Others deliver
	}

	/**
	 * Has a thread in {@link #receiveUntil} look whether it still waits. Call it when a
	 * wait became over by other means than a message.
	 */
	default void wakeReceiver() {
		// Nobody is there
	}

	/**
	 * Sees to it that messages are received although no thread waits in
	 * {@link #receiveUntil}. Without it that may take a few milliseconds.
	 */
	default void keepReceiving() {
		// Others deliver at once
	}

	/**
	 * Whether messages can be sent.
	 * @return {@code true} while the connection is open
	 */
	boolean isConnected();

	/**
	 * Returns the worker's process id.
	 * @return the id, empty where the worker has no process of its own
	 */
	OptionalLong pid();

	/**
	 * Returns what both sides agreed on when they connected.
	 * @return the agreement
	 */
	Agreement agreement();

	/**
	 * How many threads of a worker that is gone still run in this JVM, because their code
	 * does not react to interrupts.
	 * @return the number of threads, always 0 for workers with a process of their own
	 */
	default int abandonedThreads() {
		return 0;
	}

	/**
	 * Ends the worker: asks it to stop, then makes it stop. Idempotent. Does not block.
	 * @param grace how long the worker may take to finish before it is killed
	 * @return completes when nothing of the worker is left
	 */
	CompletableFuture<ShutdownReason> close(Duration grace);

	/**
	 * Ends a worker that misbehaves, at once. Idempotent. Does not block.
	 * @param why what it did, for the {@link ShutdownReason}
	 */
	void kill(String why);

}
