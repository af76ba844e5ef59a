package io.isolatedworkers.command;

import java.util.concurrent.CompletableFuture;

import io.isolatedworkers.message.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * What a worker can ask of its host: commands, events, configuration, sessions. A worker
 * process that its host started connects with {@link Commands#connect}; tests without a
 * host use {@link LocalCommandClient}.
 * <p>
 * Nothing is allowed unless the host says so. Calls wait for the first connection as long
 * as their timeout allows. When the host goes away the client connects again by itself,
 * with growing pauses; meanwhile calls that wait fail with
 * {@link CommandProblem#HOST_AWAY} at once, and events that may wait do.
 * <p>
 * Safe for use by several threads. Methods that wait throw {@link CommandException}.
 */
public interface CommandClient extends AutoCloseable {

	/**
	 * Executes a command of the host and waits for its result.
	 * @param <P> the parameters' type
	 * @param <R> the result's type
	 * @param command the command: its name and types
	 * @param parameters the parameters, {@code null} for none
	 * @return the result, {@code null} where the command has none
	 * @throws CommandException if it could not be executed, or failed
	 */
	<P, R> @Nullable R execute(MessageType<P, R> command, @Nullable P parameters);

	/**
	 * Executes a command of the host without waiting.
	 * @param <P> the parameters' type
	 * @param <R> the result's type
	 * @param command the command: its name and types
	 * @param parameters the parameters, {@code null} for none
	 * @return completes with the result, or with a {@link CommandException}
	 */
	<P, R> CompletableFuture<R> executeAsync(MessageType<P, R> command, @Nullable P parameters);

	/**
	 * Tells the host that something happened, and waits until it knows.
	 * @param event the event's name, which begins with the worker's own prefix, as in
	 * {@code archive:progress}
	 * @param payload what there is to tell, {@code null} for nothing
	 * @throws CommandException if the host does not know it
	 */
	void emitEvent(String event, @Nullable Object payload);

	/**
	 * Tells the host that something happened as soon as that is possible. Never blocks
	 * and never fails. Of the events with the same name and key that still wait, only the
	 * latest is kept; so the host may see fewer than were offered, but in the end the
	 * latest. The payload must not be changed afterwards: it is written by another
	 * thread.
	 * @param event the event's name
	 * @param key what it is about, such as a task's id
	 * @param payload what there is to tell, {@code null} for nothing
	 */
	void offerEvent(String event, String key, @Nullable Object payload);

	/**
	 * Stores an event on disk and tells the host as soon as that is possible, be it after
	 * the end of this process: at least once, in the order of storing. The id lets the
	 * host know what it has had. Returns when the event is stored.
	 * @param id names this one event for all time, such as the task's id and
	 * {@code complete}. Storing an id that still waits changes nothing
	 * @param event the event's name
	 * @param payload what there is to tell, {@code null} for nothing
	 * @throws CommandException with {@link CommandProblem#FAILED} if it cannot be stored
	 * @throws IllegalStateException if the client has no directory to store events in
	 */
	void storeEvent(String id, String event, @Nullable Object payload);

	/**
	 * Returns a value of the host's configuration.
	 * @param key the name of a property that this worker may see
	 * @return the value
	 * @throws CommandException with {@link CommandProblem#CONFIG_UNAVAILABLE} if there is
	 * none that this worker may see
	 */
	String getConfig(String key);

	/**
	 * Returns a value of the host's configuration, or another where the host gives none
	 * or is away.
	 * @param key the name of a property
	 * @param otherwise what to return then
	 * @return the value
	 */
	default String getConfig(String key, String otherwise) {
		try {
			return getConfig(key);
		}
		catch (CommandException ex) {
			if (ex.problem() == CommandProblem.CONFIG_UNAVAILABLE || ex.problem() == CommandProblem.HOST_AWAY
					|| ex.problem() == CommandProblem.TIMEOUT) {
				return otherwise;
			}
			throw ex;
		}
	}

	/**
	 * Returns what the host knows about a session.
	 * @param sessionId the session's id
	 * @return the session
	 * @throws CommandException with {@link CommandProblem#SESSION_NOT_FOUND} if there is
	 * none
	 */
	Session getSession(String sessionId);

	/**
	 * Asks the host for a sign of life, and waits for it.
	 * @throws CommandException if there is none
	 */
	void ping();

	/**
	 * Whether the host is connected.
	 * @return {@code true} if a command could be sent at once
	 */
	boolean isConnected();

	/**
	 * Ends the connection. Events that were offered and still wait are sent if that takes
	 * no longer than a second; stored ones stay for the next time. Idempotent.
	 */
	@Override
	void close();

}
