package io.isolatedworkers.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.message.TypeRef;
import io.isolatedworkers.serializer.JsonSerializer;
import org.jspecify.annotations.Nullable;

/**
 * A {@link CommandClient} without a host, for tests of workers: it answers what it was
 * given, refuses everything else as a host does, and remembers events. Parameters,
 * results and payloads go through JSON, so that what could not travel fails here, too.
 * Safe for use by several threads.
 */
public final class LocalCommandClient implements CommandClient {

	private static final WorkerIdentity TESTED = new WorkerIdentity("local", "local", ProcessHandle.current().pid());

	private final JsonSerializer json = new JsonSerializer();

	private final Map<String, Operations.Command<?, ?>> commands = new ConcurrentHashMap<>();

	private final Map<String, String> config = new ConcurrentHashMap<>();

	private final Map<String, Session> sessions = new ConcurrentHashMap<>();

	private final List<WorkerEvent> emitted = new CopyOnWriteArrayList<>();

	private final List<WorkerEvent> offered = new CopyOnWriteArrayList<>();

	private final List<WorkerEvent> stored = new ArrayList<>();

	private volatile boolean hostAway;

	private volatile boolean closed;

	/**
	 * Answers a command.
	 * @param <P> the parameters' type
	 * @param <R> the result's type
	 * @param command its name and types
	 * @param handler carries it out
	 * @return this client
	 */
	public <P, R> LocalCommandClient withCommand(MessageType<P, R> command,
			CommandHandler<@Nullable P, ? extends @Nullable R> handler) {
		this.commands.put(command.name(), new Operations.Command<>(command, handler));
		return this;
	}

	/**
	 * Answers a question for configuration.
	 * @param key the name of the property
	 * @param value its value
	 * @return this client
	 */
	public LocalCommandClient withConfig(String key, String value) {
		this.config.put(key, value);
		return this;
	}

	/**
	 * Answers a question for a session.
	 * @param session the session
	 * @return this client
	 */
	public LocalCommandClient withSession(Session session) {
		this.sessions.put(session.id(), session);
		return this;
	}

	/**
	 * Lets the host go away or come back. While it is away what waits for it fails with
	 * {@link CommandProblem#HOST_AWAY}; events can still be offered and stored.
	 * @param away whether it is away
	 */
	public void hostAway(boolean away) {
		this.hostAway = away;
	}

	/**
	 * Returns the events of {@link #emitEvent}.
	 * @return the events, oldest first
	 */
	public List<WorkerEvent> emittedEvents() {
		return List.copyOf(this.emitted);
	}

	/**
	 * Returns all events of {@link #offerEvent}, those included of which a host would
	 * only see the latest. Their id is the key.
	 * @return the events, oldest first
	 */
	public List<WorkerEvent> offeredEvents() {
		return List.copyOf(this.offered);
	}

	/**
	 * Returns the events of {@link #storeEvent}, each id once.
	 * @return the events, oldest first
	 */
	public List<WorkerEvent> storedEvents() {
		synchronized (this.stored) {
			return List.copyOf(this.stored);
		}
	}

	@Override
	public <P, R> @Nullable R execute(MessageType<P, R> command, @Nullable P parameters) {
		requireHost();
		Operations.Command<?, ?> known = this.commands.get(command.name());
		if (known == null) {
			throw new CommandException(CommandProblem.NOT_ALLOWED,
					"Command '%s' is not allowed".formatted(command.name()), null);
		}
		byte @Nullable [] result = run(known,
				(parameters != null) ? this.json.serialize(new TypedValue(parameters, command.payloadType())) : null);
		return (result != null) ? this.json.deserialize(result, command.resultType()) : null;
	}

	private <P, R> byte @Nullable [] run(Operations.Command<P, R> command, byte @Nullable [] parameters) {
		TypeRef<P> type = command.type().payloadType();
		P given = (parameters != null && !type.isVoid()) ? this.json.deserialize(parameters, type) : null;
		try {
			R result = command.carryOut(given, TESTED);
			return (result != null && !command.type().resultType().isVoid())
					? this.json.serialize(new TypedValue(result, command.type().resultType())) : null;
		}
		catch (Exception ex) {
			throw CommandFailures.of(ex, "Command '%s'".formatted(command.type().name()));
		}
	}

	@Override
	public <P, R> CompletableFuture<R> executeAsync(MessageType<P, R> command, @Nullable P parameters) {
		CompletableFuture<R> result = new CompletableFuture<>();
		try {
			result.complete(execute(command, parameters));
		}
		catch (RuntimeException ex) {
			// As it is, like that of a host
			result.completeExceptionally(ex);
		}
		return result;
	}

	@Override
	public void emitEvent(String event, @Nullable Object payload) {
		requireHost();
		this.emitted.add(event("emitted-" + (this.emitted.size() + 1), event, payload));
	}

	@Override
	public void offerEvent(String event, String key, @Nullable Object payload) {
		this.offered.add(event(key, event, payload));
	}

	@Override
	public void storeEvent(String id, String event, @Nullable Object payload) {
		WorkerEvent added = event(id, event, payload);
		synchronized (this.stored) {
			if (this.stored.stream().noneMatch((known) -> known.id().equals(id))) {
				this.stored.add(added);
			}
		}
	}

	private WorkerEvent event(String id, String name, @Nullable Object payload) {
		return new ReceivedEvent(id, name, TESTED, (payload != null) ? this.json.serialize(payload) : null, this.json);
	}

	@Override
	public String getConfig(String key) {
		requireHost();
		String value = this.config.get(key);
		if (value == null) {
			throw new CommandException(CommandProblem.CONFIG_UNAVAILABLE,
					"There is no configuration '%s' for this worker".formatted(key), null);
		}
		return value;
	}

	@Override
	public Session getSession(String sessionId) {
		requireHost();
		Session session = this.sessions.get(sessionId);
		if (session == null) {
			throw new CommandException(CommandProblem.SESSION_NOT_FOUND, "There is no such session", null);
		}
		return session;
	}

	@Override
	public void ping() {
		requireHost();
	}

	@Override
	public boolean isConnected() {
		return !this.hostAway && !this.closed;
	}

	private void requireHost() {
		if (this.closed) {
			throw new CommandException(CommandProblem.CLOSED, "The client of commands is closed", null);
		}
		if (this.hostAway) {
			throw new CommandException(CommandProblem.HOST_AWAY, "The host is away", null);
		}
	}

	@Override
	public void close() {
		this.closed = true;
	}

}
