package io.isolatedworkers.sample.worker.common;

import java.util.concurrent.CompletableFuture;

import io.isolatedworkers.command.CommandClient;
import io.isolatedworkers.command.CommandException;
import io.isolatedworkers.command.CommandProblem;
import io.isolatedworkers.command.Session;
import io.isolatedworkers.message.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * The commands of a worker whose host has none: every question fails, and events that
 * nobody has to know are told to nobody.
 */
final class NoCommands implements CommandClient {

	@Override
	public <P, R> @Nullable R execute(MessageType<P, R> command, @Nullable P parameters) {
		throw refused(CommandProblem.NOT_ALLOWED, "command '%s'".formatted(command.name()));
	}

	@Override
	public <P, R> CompletableFuture<R> executeAsync(MessageType<P, R> command, @Nullable P parameters) {
		return CompletableFuture
			.failedFuture(refused(CommandProblem.NOT_ALLOWED, "command '%s'".formatted(command.name())));
	}

	@Override
	public void emitEvent(String event, @Nullable Object payload) {
		throw refused(CommandProblem.NOT_ALLOWED, "listener to event '%s'".formatted(event));
	}

	@Override
	public void offerEvent(String event, String key, @Nullable Object payload) {
	}

	@Override
	public void storeEvent(String id, String event, @Nullable Object payload) {
	}

	@Override
	public String getConfig(String key) {
		throw refused(CommandProblem.CONFIG_UNAVAILABLE, "configuration '%s'".formatted(key));
	}

	@Override
	public Session getSession(String sessionId) {
		throw refused(CommandProblem.NOT_ALLOWED, "session '%s'".formatted(sessionId));
	}

	@Override
	public void ping() {
		throw refused(CommandProblem.HOST_AWAY, "answer");
	}

	@Override
	public boolean isConnected() {
		return false;
	}

	@Override
	public void close() {
	}

	private static CommandException refused(CommandProblem problem, String what) {
		return new CommandException(problem,
				"The host gives this worker no commands, so there is no %s; allow what it needs under isolated-workers.pools.NAME.allow"
					.formatted(what),
				null);
	}

}
