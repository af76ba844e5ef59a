package io.isolatedworkers.command;

import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.serializer.JsonSerializer;
import io.isolatedworkers.server.Handlers;
import io.isolatedworkers.server.WorkerContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Answers what workers ask, each as its permissions allow. Safe for use by several
 * threads.
 */
final class Operations {

	private final Map<String, Command<?, ?>> commands;

	private final Function<String, @Nullable String> config;

	private final BiFunction<String, WorkerIdentity, @Nullable Session> sessions;

	private final EventInbox events;

	private final int maxDepth;

	private final Refusals refusals;

	private final JsonSerializer json = new JsonSerializer();

	Operations(Map<String, Command<?, ?>> commands, Function<String, @Nullable String> config,
			BiFunction<String, WorkerIdentity, @Nullable Session> sessions, EventInbox events, int maxDepth,
			Refusals refusals) {
		this.commands = Map.copyOf(commands);
		this.config = config;
		this.sessions = sessions;
		this.events = events;
		this.maxDepth = maxDepth;
		this.refusals = refusals;
	}

	/** What one worker may ask. */
	Handlers handlersFor(Admissions.Admission who) {
		return Handlers.builder()
			.on(Wire.EXECUTED, (payload, context) -> execute(who, payload, context))
			.on(Wire.GET_CONFIG, (payload, context) -> configuration(who, payload))
			.on(Wire.GET_SESSION, (payload, context) -> session(who, payload))
			.onAsync(Wire.EMITTED, (payload, context) -> this.events.take(who, payload))
			.build();
	}

	private @Nullable TypedValue execute(Admissions.Admission who, Wire.@Nullable Execute payload,
			WorkerContext context) {
		String name = given((payload != null) ? payload.command() : null, "execute", "command");
		Command<?, ?> command = this.commands.get(name);
		if (command == null || !who.permissions().commands().contains(name)) {
			this.refusals.refused(who.worker(), "may not execute command '%s'".formatted(name));
			throw new CommandException(CommandProblem.NOT_ALLOWED, "Command '%s' is not allowed".formatted(name), null);
		}
		int depth = CommandDepth.of(context.meta()) + 1;
		if (depth > this.maxDepth) {
			this.refusals.refused(who.worker(),
					"executes command '%s' in more than %d commands".formatted(name, this.maxDepth));
			throw new CommandException(CommandProblem.TOO_DEEP,
					"Command '%s' is one of more than %d that call each other".formatted(name, this.maxDepth), null);
		}
		return run(command, who, (payload != null) ? payload.params() : null, depth, context);
	}

	private <P, R> @Nullable TypedValue run(Command<P, R> command, Admissions.Admission who, @Nullable JsonNode params,
			int depth, WorkerContext context) {
		String what = "Command '%s'".formatted(command.type.name());
		P parameters = parameters(command, who, params);
		try {
			R result = CommandDepth.call(depth, () -> command.carryOut(parameters, who.worker()));
			return (result != null && !command.type.resultType().isVoid())
					? new TypedValue(result, command.type.resultType()) : null;
		}
		catch (Throwable ex) {
			// Who gave it up, or is gone, had it interrupted: that is no failure
			if (!CommandFailures.isTold(ex) && !(ex instanceof InterruptedException && context.isCancelled())) {
				this.refusals.failed(who.worker(), "asked for command '%s', which failed with %s"
					.formatted(command.type.name(), ex.getClass().getName()), ex);
			}
			throw CommandFailures.of(ex, what);
		}
	}

	private <P> @Nullable P parameters(Command<P, ?> command, Admissions.Admission who, @Nullable JsonNode params) {
		if (params == null || params.isNull() || command.type.payloadType().isVoid()) {
			return null;
		}
		try {
			return this.json.deserialize(this.json.serialize(params), command.type.payloadType());
		}
		catch (JacksonException | ClassCastException ex) {
			// Why would tell of the host's classes
			this.refusals.refused(who.worker(), "executes command '%s' with parameters that are no %s: %s"
				.formatted(command.type.name(), command.type.payloadType(), ex.getMessage()));
			throw new CommandException(CommandProblem.INVALID_ARGUMENTS,
					"The parameters of command '%s' cannot be read as what it takes".formatted(command.type.name()),
					ex);
		}
	}

	private String configuration(Admissions.Admission who, Wire.@Nullable GetConfig payload) {
		String key = given((payload != null) ? payload.key() : null, "getConfig", "key");
		String value = null;
		if (who.permissions().config().contains(key) && CommandPermissions.secretWordsIn(key).isEmpty()) {
			try {
				value = this.config.apply(key);
			}
			catch (RuntimeException ex) {
				this.refusals.failed(who.worker(), "asks for configuration '%s', whose lookup failed".formatted(key),
						ex);
			}
		}
		if (value == null) {
			this.refusals.refused(who.worker(), "cannot have configuration '%s'".formatted(key));
			throw new CommandException(CommandProblem.CONFIG_UNAVAILABLE,
					"There is no configuration '%s' for this worker".formatted(key), null);
		}
		return value;
	}

	private Session session(Admissions.Admission who, Wire.@Nullable GetSession payload) {
		String id = given((payload != null) ? payload.sessionId() : null, "getSession", "sessionId");
		if (!who.permissions().sessions()) {
			this.refusals.refused(who.worker(), "may not see sessions");
			throw new CommandException(CommandProblem.NOT_ALLOWED, "This worker may not see sessions", null);
		}
		Session session;
		try {
			session = this.sessions.apply(id, who.worker());
		}
		catch (RuntimeException ex) {
			this.refusals.failed(who.worker(), "asks for a session, and the lookup failed with %s".formatted(ex), ex);
			throw CommandFailures.of(ex, "The session's lookup");
		}
		if (session == null) {
			// An id may be as good as a password: it is not logged
			this.refusals.refused(who.worker(), "asks for a session that does not exist");
			throw new CommandException(CommandProblem.SESSION_NOT_FOUND, "There is no such session", null);
		}
		return session;
	}

	/** Checks what everything needs: a name, not too long. */
	static String given(@Nullable String value, String type, String field) {
		if (value == null || value.isBlank() || value.length() > Wire.MAX_NAME_CHARS) {
			throw new CommandException(CommandProblem.INVALID_ARGUMENTS,
					"'%s' needs a %s of 1 to %d characters".formatted(type, field, Wire.MAX_NAME_CHARS), null);
		}
		return value;
	}

	/**
	 * A command.
	 *
	 * @param <P> the parameters' type
	 * @param <R> the result's type
	 * @param type its name and types
	 * @param handler carries it out
	 */
	record Command<P, R>(MessageType<P, R> type, CommandHandler<@Nullable P, ? extends @Nullable R> handler) {

		@SuppressWarnings("NullAway") // it does not know that the handler takes null
		@Nullable R carryOut(@Nullable P parameters, WorkerIdentity worker) throws Exception {
			return this.handler.handle(parameters, worker);
		}

	}

}
