package io.isolatedworkers.command;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import io.isolatedworkers.client.RemoteWorkerException;
import io.isolatedworkers.client.RequestTimeoutException;
import io.isolatedworkers.client.SendOptions;
import io.isolatedworkers.client.Worker;
import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.driver.CommandTicket;
import io.isolatedworkers.logging.LogLevel;
import io.isolatedworkers.logging.Logger;
import io.isolatedworkers.logging.MetaLogger;
import io.isolatedworkers.message.Delivery;
import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.message.WorkerException;
import io.isolatedworkers.serializer.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * The client of a real host: the library's own client, turned round.
 */
final class HostCommandClient implements CommandClient {

	private final Duration timeout;

	private final @Nullable EventStore store;

	private final HostLink link;

	private final EventPump pump;

	private final AtomicBoolean closed = new AtomicBoolean();

	private HostCommandClient(CommandTicket ticket, CommandClientOptions options, Logger logger,
			@Nullable EventStore store) {
		this.timeout = options.timeout();
		this.store = store;
		AtomicLong number = new AtomicLong();
		WorkerOptions host = WorkerOptions.builder()
			.requestTimeout(this.timeout)
			.maxFrameBytes(Wire.MAX_FRAME_BYTES)
			.transactionIds((message) -> Long.toString(number.incrementAndGet()))
			.logger(logger)
			.logLevel(LogLevel.ERROR)
			.build();
		this.pump = new EventPump(this::deliver, store, logger);
		this.link = new HostLink(ticket.socket(), ticket.token(), host, this.pump::wake);
	}

	static HostCommandClient connect(CommandTicket ticket, CommandClientOptions options, Logger logger) {
		MetaLogger safe = new MetaLogger(logger, LogLevel.DEBUG);
		EventStore store = (options.eventDirectory() != null) ? EventStore.open(options.eventDirectory(), safe) : null;
		HostCommandClient client = new HostCommandClient(ticket, options, safe, store);
		boolean started = false;
		try {
			client.link.start();
			client.pump.start();
			started = true;
			return client;
		}
		finally {
			if (!started) {
				client.close();
			}
		}
	}

	@Override
	public <P, R> @Nullable R execute(MessageType<P, R> command, @Nullable P parameters) {
		return call(Wire.execute(command), Wire.NewCommand.of(command, parameters), command.name());
	}

	@Override
	public <P, R> CompletableFuture<R> executeAsync(MessageType<P, R> command, @Nullable P parameters) {
		long start = System.nanoTime();
		int depth = CommandDepth.current();
		CompletableFuture<R> result = new CompletableFuture<>();
		this.link.awaitAsync(this.timeout).thenCompose((host) -> {
			if (result.isDone()) {
				return result;
			}
			CompletableFuture<R> answer = send(host, Wire.execute(command), Wire.NewCommand.of(command, parameters),
					depth, left(start));
			result.whenComplete((value, failure) -> {
				if (result.isCancelled()) {
					answer.cancel(true);
				}
			});
			return answer;
		}).whenComplete((value, failure) -> {
			if (failure != null) {
				result.completeExceptionally(translate(failure, command.name()));
			}
			else {
				result.complete(value);
			}
		});
		return result;
	}

	@Override
	public void emitEvent(String event, @Nullable Object payload) {
		call(Wire.EMIT, new Wire.NewEvent(event, payload, null), event);
	}

	@Override
	public void offerEvent(String event, String key, @Nullable Object payload) {
		this.pump.offer(event, key, payload);
	}

	@Override
	public void storeEvent(String id, String event, @Nullable Object payload) {
		EventStore events = this.store;
		if (events == null) {
			throw new IllegalStateException(
					"This client has no directory to store events in; name one with CommandClientOptions.withEventDirectory");
		}
		events.store(new Wire.NewEvent(event, payload, id));
		this.pump.wake();
	}

	@Override
	public String getConfig(String key) {
		String value = call(Wire.GET_CONFIG, new Wire.GetConfig(key), key);
		if (value == null) {
			throw new CommandException(CommandProblem.CONFIG_UNAVAILABLE,
					"The host answered nothing for '%s'".formatted(key), null);
		}
		return value;
	}

	@Override
	public Session getSession(String sessionId) {
		Session session = call(Wire.GET_SESSION, new Wire.GetSession(sessionId), "getSession");
		if (session == null) {
			throw new CommandException(CommandProblem.SESSION_NOT_FOUND, "The host answered nothing for the session",
					null);
		}
		return session;
	}

	@Override
	public void ping() {
		call(MessageType.PING, null, "ping");
	}

	@Override
	public boolean isConnected() {
		Worker host = this.link.current();
		return host != null && host.isConnected();
	}

	/** Does not wait for the host: the pump is told when it is there. */
	private void deliver(Wire.NewEvent event) {
		if (!isConnected()) {
			throw new CommandException(CommandProblem.HOST_AWAY, "The host is away", null);
		}
		call(Wire.EMIT, event, event.event());
	}

	private <P, R> @Nullable R call(MessageType<P, R> type, @Nullable P payload, String what) {
		long start = System.nanoTime();
		Worker host = this.link.await(this.timeout);
		CompletableFuture<R> answer = send(host, type, payload, CommandDepth.current(), left(start));
		try {
			return answer.get();
		}
		catch (InterruptedException ex) {
			answer.cancel(true);
			Thread.currentThread().interrupt();
			throw new CommandException(CommandProblem.INTERRUPTED,
					"Interrupted while '%s' was awaited; it may or may not be done".formatted(what), ex);
		}
		catch (ExecutionException | CancellationException ex) {
			throw translate(ex, what);
		}
	}

	private Duration left(long start) {
		Duration left = this.timeout.minusNanos(System.nanoTime() - start);
		return (left.compareTo(Duration.ofMillis(1)) < 0) ? Duration.ofMillis(1) : left;
	}

	private static <P, R> CompletableFuture<R> send(Worker host, MessageType<P, R> type, @Nullable P payload, int depth,
			Duration timeout) {
		SendOptions options = SendOptions.timeout(timeout);
		if (depth == 0) {
			return host.send(type, payload, options);
		}
		try {
			return CommandDepth.call(depth, () -> host.send(type, payload, options));
		}
		catch (Exception ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private CommandException translate(Throwable thrown, String what) {
		Throwable failure = ((thrown instanceof ExecutionException || thrown instanceof CompletionException)
				&& thrown.getCause() != null) ? thrown.getCause() : thrown;
		if (failure instanceof CommandException known) {
			return known;
		}
		if (failure instanceof RemoteWorkerException remote) {
			return CommandFailures.received(String.valueOf(remote.getMessage()), remote.code());
		}
		if (failure instanceof RequestTimeoutException) {
			return new CommandException(CommandProblem.TIMEOUT,
					"The host did not answer '%s' within %s".formatted(what, this.timeout), failure);
		}
		if (failure instanceof SerializationException) {
			return new CommandException(CommandProblem.INVALID_ARGUMENTS, String.valueOf(failure.getMessage()),
					failure);
		}
		if (this.link.isClosed()) {
			return new CommandException(CommandProblem.CLOSED,
					"The client was closed before '%s' was answered".formatted(what), failure);
		}
		if (failure instanceof WorkerException lost) {
			return new CommandException(CommandProblem.HOST_AWAY,
					(lost.delivery() == Delivery.NOT_SENT) ? "The host went away before '%s' was sent".formatted(what)
							: "The host went away with '%s'; it may or may not be done".formatted(what),
					failure);
		}
		return new CommandException(CommandProblem.FAILED, "'%s' failed: %s".formatted(what, failure), failure);
	}

	@Override
	public void close() {
		if (!this.closed.compareAndSet(false, true)) {
			return;
		}
		this.pump.close();
		this.link.close();
		if (this.store != null) {
			this.store.close();
		}
	}

}
