package io.isolatedworkers.driver.process;

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
 * to leave it to the worker
 */
public record ChildProcessOptions(WorkerCommand command, JvmOptions jvm, List<String> commandPrefix,
		Map<String, String> environment, @Nullable Path workingDirectory, @Nullable Path socketPath,
		ConnectionOptions connection, Duration hostConnectTimeout, @Nullable DisconnectBehavior disconnectBehavior) {

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
		 * Makes the options.
		 * @return the options
		 * @throws IllegalArgumentException if a value is not allowed
		 */
		public ChildProcessOptions build() {
			return new ChildProcessOptions(this.command, this.jvm, this.commandPrefix, this.environment,
					this.workingDirectory, this.socketPath, this.connection, this.hostConnectTimeout,
					this.disconnectBehavior);
		}

	}

}
