package io.isolatedworkers.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

import io.isolatedworkers.driver.CommandAccess;
import io.isolatedworkers.driver.CommandTicket;
import io.isolatedworkers.logging.LogLevel;
import io.isolatedworkers.logging.Logger;
import io.isolatedworkers.logging.MetaLogger;
import io.isolatedworkers.logging.Slf4jLogger;
import io.isolatedworkers.message.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * The host's end of the command path: listens on a socket of its own and answers what
 * workers ask. Nothing is allowed unless the permissions of a worker's pool say so. Safe
 * for use by several threads.
 */
public final class CommandRouter implements AutoCloseable {

	/** How deeply commands may call each other by default. */
	public static final int DEFAULT_MAX_DEPTH = 8;

	/** How many commands a connection may have open by default. */
	public static final int DEFAULT_MAX_OPEN_COMMANDS = 64;

	/** How many connections' worth of events of one worker may wait for the listener. */
	private static final int WAITING_EVENTS = 4;

	private final RouterPlace place;

	private final Admissions admissions;

	private final EventInbox events;

	private final RouterSocket connections;

	private final Logger logger;

	private final AtomicBoolean closed = new AtomicBoolean();

	private CommandRouter(Builder builder, RouterPlace place) throws IOException {
		this.place = place;
		this.logger = new MetaLogger(builder.logger, LogLevel.DEBUG);
		Refusals refusals = new Refusals(this.logger);
		this.admissions = new Admissions(new Tokens(place.secret()), this.logger);
		this.events = new EventInbox(builder.events, WAITING_EVENTS * builder.maxOpenCommands, refusals);
		Operations operations = new Operations(builder.commands, builder.config, builder.sessions, this.events,
				builder.maxDepth, refusals);
		int maxOpen = builder.maxOpenCommands;
		this.connections = new RouterSocket(place.socket(), (stranger) -> new WorkerConnection(stranger,
				this.admissions, operations, refusals, this.logger, maxOpen), refusals, this.logger);
		builder.guests.forEach(this.admissions::addGuest);
	}

	/**
	 * Returns a builder of a router without commands.
	 * @return the builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Lets the workers of a pool in. Give it to the pool's options, before its workers
	 * start.
	 * @param pool the pool's name
	 * @param permissions what its workers may ask
	 * @return what makes their tickets
	 * @throws IllegalArgumentException if the pool, or a guest of that name, is let in
	 * already with other permissions
	 */
	public CommandAccess access(String pool, CommandPermissions permissions) {
		this.admissions.addPool(pool, permissions);
		return (worker) -> new CommandTicket(this.place.socket(), this.admissions.tokenOf(pool, worker));
	}

	/**
	 * Returns where the router listens.
	 * @return the socket
	 */
	public Path socket() {
		return this.place.socket();
	}

	/**
	 * Ends all connections and stops listening. Commands that run are interrupted.
	 * Idempotent.
	 */
	@Override
	public void close() {
		if (!this.closed.compareAndSet(false, true)) {
			return;
		}
		this.events.close();
		try (RouterPlace left = this.place) {
			this.connections.close();
		}
		catch (IOException ex) {
			this.logger.warn("Commands: %s could not be closed in order".formatted(this.place), ex);
		}
	}

	/**
	 * Builds a {@link CommandRouter}.
	 */
	public static final class Builder {

		private final Map<String, Operations.Command<?, ?>> commands = new LinkedHashMap<>();

		private final List<Admissions.Guest> guests = new ArrayList<>();

		private @Nullable Path directory;

		private Function<String, @Nullable String> config = (key) -> null;

		private BiFunction<String, WorkerIdentity, @Nullable Session> sessions = (id, worker) -> null;

		private @Nullable Consumer<WorkerEvent> events;

		private int maxDepth = DEFAULT_MAX_DEPTH;

		private int maxOpenCommands = DEFAULT_MAX_OPEN_COMMANDS;

		private Logger logger = new Slf4jLogger("io.isolatedworkers");

		private Builder() {
		}

		/**
		 * Keeps socket and secret in a directory of one's own, so that workers that
		 * outlive this host find the next one. By default they are made anew each time.
		 * @param directory a directory that only the user can read; made if it does not
		 * exist
		 * @return this builder
		 */
		public Builder directory(Path directory) {
			this.directory = directory;
			return this;
		}

		/**
		 * Adds a command.
		 * @param <P> the parameters' type
		 * @param <R> the result's type
		 * @param command its name and types
		 * @param handler carries it out
		 * @return this builder
		 * @throws IllegalArgumentException if there is one of that name
		 */
		public <P, R> Builder command(MessageType<P, R> command,
				CommandHandler<@Nullable P, ? extends @Nullable R> handler) {
			Operations.given(command.name(), "command", "name");
			if (this.commands.putIfAbsent(command.name(), new Operations.Command<>(command, handler)) != null) {
				throw new IllegalArgumentException("Command '%s' has two handlers".formatted(command.name()));
			}
			return this;
		}

		/**
		 * Answers questions for configuration.
		 * @param lookup finds the value of a property, {@code null} if there is none
		 * @return this builder
		 */
		public Builder config(Function<String, @Nullable String> lookup) {
			this.config = lookup;
			return this;
		}

		/**
		 * Answers questions for sessions.
		 * @param lookup finds a session by its id for a worker, {@code null} if there is
		 * none, or none that the worker may see
		 * @return this builder
		 */
		public Builder sessions(BiFunction<String, WorkerIdentity, @Nullable Session> lookup) {
			this.sessions = lookup;
			return this;
		}

		/**
		 * Takes events. An event counts as known to the host, and is not sent again, when
		 * this returns; if it throws, the worker is told that it failed. Called by one
		 * thread at a time for one worker, by several for several.
		 * @param listener the listener
		 * @return this builder
		 */
		public Builder events(Consumer<WorkerEvent> listener) {
			this.events = listener;
			return this;
		}

		/**
		 * Lets processes in that this host did not start.
		 * @param name names them, as a pool's name does its workers
		 * @param token the secret they must show, at least 16 characters
		 * @param permissions what they may ask
		 * @return this builder
		 * @throws IllegalArgumentException if the token is too short, or there is a guest
		 * of that name
		 */
		public Builder guest(String name, String token, CommandPermissions permissions) {
			Admissions.Guest guest = new Admissions.Guest(name, token, permissions);
			if (this.guests.stream().anyMatch((known) -> known.name().equals(name))) {
				throw new IllegalArgumentException("Guest '%s' is let in twice".formatted(name));
			}
			this.guests.add(guest);
			return this;
		}

		/**
		 * Sets how deeply commands may call each other, through workers or not.
		 * @param depth the depth, from 1 to 100; 8 by default
		 * @return this builder
		 */
		public Builder maxDepth(int depth) {
			this.maxDepth = within("maxDepth", depth, 100);
			return this;
		}

		/**
		 * Sets how many commands one connection may have open at a time.
		 * @param commands the number, from 1 to 10,000; 64 by default
		 * @return this builder
		 */
		public Builder maxOpenCommands(int commands) {
			this.maxOpenCommands = within("maxOpenCommands", commands, 10_000);
			return this;
		}

		/**
		 * Sets where to log.
		 * @param logger the logger; SLF4J by default
		 * @return this builder
		 */
		public Builder logger(Logger logger) {
			this.logger = logger;
			return this;
		}

		/**
		 * Begins to listen.
		 * @return the router
		 * @throws IllegalStateException if it cannot listen, with what to change
		 */
		public CommandRouter start() {
			RouterPlace place;
			try {
				place = RouterPlace.open(this.directory);
			}
			catch (IOException | UncheckedIOException | IllegalArgumentException ex) {
				throw cannotListen(ex);
			}
			boolean started = false;
			try {
				CommandRouter router = new CommandRouter(this, place);
				router.connections.start();
				started = true;
				return router;
			}
			catch (IOException ex) {
				throw cannotListen(ex);
			}
			finally {
				if (!started) {
					place.closeQuietly();
				}
			}
		}

		private static IllegalStateException cannotListen(Exception why) {
			return new IllegalStateException("The router of commands cannot listen: " + why.getMessage(), why);
		}

		private static int within(String name, int value, int most) {
			if (value < 1 || value > most) {
				throw new IllegalArgumentException("%s is %d; it must be 1 to %,d".formatted(name, value, most));
			}
			return value;
		}

	}

}
