package io.isolatedworkers.driver.process;

import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.isolatedworkers.driver.DisconnectBehavior;
import io.isolatedworkers.socket.ConnectionOptions;
import io.isolatedworkers.socket.SocketDirectory;
import org.jspecify.annotations.Nullable;

/**
 * What a child process runs and how.
 *
 * @param command what to run
 * @param jvm how its JVM is started, if it is one
 * @param commandPrefix put before the command line, such as {@code nice -n 10}; empty by
 * default
 * @param environment variables set or replaced in what the worker inherits from the host
 * @param workingDirectory where it runs, {@code null} for the host's own directory
 * @param socketPath where it listens, {@code null} for a path of the library's choice; a
 * chosen path serves one worker at a time
 * @param connection how often connecting is tried again when the worker listens but the
 * connection is lost or refused before it can be used
 * @param hostConnectTimeout how long the worker waits for the host before it exits, zero
 * for ever; default 30 seconds
 * @param disconnectBehavior what the worker does when the host disconnects, {@code null}
 * to leave it to the worker; a detached worker keeps alive
 * @param detached whether the worker outlives the host, so that a later host can attach
 * to it; default {@code false}
 * @param redirectOutput where the worker's standard output goes, {@code null} for the
 * default: line by line into the host's log ({@link Redirect#PIPE}), or nowhere if it is
 * detached
 * @param redirectErrors the same for standard error, except that a detached worker's goes
 * by default to a private file beside its socket, which is removed with the socket
 */
public record ChildProcessOptions(WorkerCommand command, JvmOptions jvm, List<String> commandPrefix,
		Map<String, String> environment, @Nullable Path workingDirectory, @Nullable Path socketPath,
		ConnectionOptions connection, Duration hostConnectTimeout, @Nullable DisconnectBehavior disconnectBehavior,
		boolean detached, @Nullable Redirect redirectOutput, @Nullable Redirect redirectErrors) {

	/** How long a worker waits for its host by default. */
	public static final Duration DEFAULT_HOST_CONNECT_TIMEOUT = Duration.ofSeconds(30);

	/**
	 * Checks the options.
	 */
	public ChildProcessOptions {
		Objects.requireNonNull(command, "command");
		commandPrefix = List.copyOf(commandPrefix);
		environment = Map.copyOf(environment);
		if (socketPath != null) {
			SocketDirectory.checkLength(socketPath);
		}
		if (hostConnectTimeout.isNegative()) {
			throw new IllegalArgumentException("hostConnectTimeout is %s; it must be positive, or zero to wait for ever"
				.formatted(hostConnectTimeout));
		}
		checkRedirect("redirectOutput", redirectOutput, detached);
		checkRedirect("redirectErrors", redirectErrors, detached);
		if (detached && disconnectBehavior == DisconnectBehavior.SHUTDOWN) {
			throw new IllegalArgumentException(
					"A detached worker outlives its host, but disconnectBehavior SHUTDOWN ends it when the host disconnects; leave disconnectBehavior out, or set it to KEEP_ALIVE");
		}
		if (detached) {
			disconnectBehavior = DisconnectBehavior.KEEP_ALIVE;
		}
	}

	private static void checkRedirect(String name, @Nullable Redirect redirect, boolean detached) {
		if (redirect != null && redirect.type() == Redirect.Type.READ) {
			throw new IllegalArgumentException(
					"%s reads from %s; it must be written to".formatted(name, redirect.file()));
		}
		if (detached && redirect != null && redirect != Redirect.DISCARD && redirect.file() == null) {
			throw new IllegalArgumentException(
					"%s of a detached worker is %s, which ends with the host; name a file, or Redirect.DISCARD"
						.formatted(name, redirect.type()));
		}
	}

	/**
	 * Returns a builder with all defaults.
	 * @param command what to run
	 * @return the builder
	 */
	public static Builder builder(WorkerCommand command) {
		return new Builder(command);
	}

	/**
	 * Returns options with all defaults.
	 * @param command what to run
	 * @return the options
	 */
	public static ChildProcessOptions of(WorkerCommand command) {
		return builder(command).build();
	}

	/**
	 * Builds {@link ChildProcessOptions}.
	 */
	public static final class Builder {

		private final WorkerCommand command;

		private JvmOptions jvm = JvmOptions.defaults();

		private List<String> commandPrefix = List.of();

		private final Map<String, String> environment = new LinkedHashMap<>();

		private @Nullable Path workingDirectory;

		private @Nullable Path socketPath;

		private ConnectionOptions connection = ConnectionOptions.defaults();

		private Duration hostConnectTimeout = DEFAULT_HOST_CONNECT_TIMEOUT;

		private @Nullable DisconnectBehavior disconnectBehavior;

		private boolean detached;

		private @Nullable Redirect redirectOutput;

		private @Nullable Redirect redirectErrors;

		private Builder(WorkerCommand command) {
			this.command = command;
		}

		/**
		 * Sets how the worker's JVM is started.
		 * @param jvm the options
		 * @return this builder
		 */
		public Builder jvm(JvmOptions jvm) {
			this.jvm = jvm;
			return this;
		}

		/**
		 * Puts words before the command line.
		 * @param words such as {@code "nice", "-n", "10"}
		 * @return this builder
		 */
		public Builder commandPrefix(String... words) {
			this.commandPrefix = Arrays.asList(words);
			return this;
		}

		/**
		 * Sets an environment variable of the worker.
		 * @param name the variable
		 * @param value its value
		 * @return this builder
		 */
		public Builder environment(String name, String value) {
			this.environment.put(name, value);
			return this;
		}

		/**
		 * Sets environment variables of the worker.
		 * @param variables the variables and their values
		 * @return this builder
		 */
		public Builder environment(Map<String, String> variables) {
			this.environment.putAll(variables);
			return this;
		}

		/**
		 * Sets where the worker runs.
		 * @param directory the directory, {@code null} for the host's own
		 * @return this builder
		 */
		public Builder workingDirectory(@Nullable Path directory) {
			this.workingDirectory = directory;
			return this;
		}

		/**
		 * Chooses where the worker listens.
		 * @param path the socket's path, {@code null} for a path of the library's choice
		 * @return this builder
		 */
		public Builder socketPath(@Nullable Path path) {
			this.socketPath = path;
			return this;
		}

		/**
		 * Sets how often and with what waits connecting is tried again.
		 * @param connection the options
		 * @return this builder
		 */
		public Builder connection(ConnectionOptions connection) {
			this.connection = connection;
			return this;
		}

		/**
		 * Sets how long the worker waits for the host.
		 * @param timeout the time, zero for ever
		 * @return this builder
		 */
		public Builder hostConnectTimeout(Duration timeout) {
			this.hostConnectTimeout = timeout;
			return this;
		}

		/**
		 * Sets what the worker does when the host disconnects.
		 * @param behavior the behaviour, {@code null} to leave it to the worker
		 * @return this builder
		 */
		public Builder disconnectBehavior(@Nullable DisconnectBehavior behavior) {
			this.disconnectBehavior = behavior;
			return this;
		}

		/**
		 * Sets whether the worker outlives the host. Closing the worker ends it in any
		 * case; the end of the host does not.
		 * @param detached {@code true} if a later host is to attach to it
		 * @return this builder
		 */
		public Builder detached(boolean detached) {
			this.detached = detached;
			return this;
		}

		/**
		 * Sets where the worker's standard output goes.
		 * @param redirect such as {@link Redirect#DISCARD} or
		 * {@link Redirect#appendTo(java.io.File)}, {@code null} for the default
		 * @return this builder
		 */
		public Builder redirectOutput(@Nullable Redirect redirect) {
			this.redirectOutput = redirect;
			return this;
		}

		/**
		 * Sets where the worker's standard error goes. Its last lines are still found in
		 * errors if that is a file.
		 * @param redirect such as {@link Redirect#DISCARD} or
		 * {@link Redirect#appendTo(java.io.File)}, {@code null} for the default
		 * @return this builder
		 */
		public Builder redirectErrors(@Nullable Redirect redirect) {
			this.redirectErrors = redirect;
			return this;
		}

		/**
		 * Makes the options.
		 * @return the options
		 * @throws IllegalArgumentException if a value is not allowed
		 */
		public ChildProcessOptions build() {
			return new ChildProcessOptions(this.command, this.jvm, this.commandPrefix, this.environment,
					this.workingDirectory, this.socketPath, this.connection, this.hostConnectTimeout,
					this.disconnectBehavior, this.detached, this.redirectOutput, this.redirectErrors);
		}

	}

}
