package io.isolatedworkers.spring;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.isolatedworkers.driver.DisconnectBehavior;
import io.isolatedworkers.driver.process.JvmDefault;
import io.isolatedworkers.logging.LogLevel;
import io.isolatedworkers.spring.CommandsProperties.Allow;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The pools of an application, as its configuration describes them. A key that a pool
 * does not set is taken from {@link #defaults()}, and what is not set there either from
 * the library.
 *
 * @param enabled Whether pools are made at all.
 * @param runInThreads Whether the workers of every pool that has a 'worker-class' run in
 * threads of the application, whatever their driver, so that a debugger reaches them.
 * @param defaults What holds for every pool that does not say otherwise.
 * @param pools The pools, by name. A name begins with a letter and goes on with letters,
 * digits, '-' and '_', 63 characters at most.
 * @param commands What workers can ask of the application.
 */
@ConfigurationProperties(prefix = IsolatedWorkersProperties.PREFIX, ignoreUnknownFields = false)
public record IsolatedWorkersProperties(@DefaultValue("true") boolean enabled,
		@DefaultValue("false") boolean runInThreads, @DefaultValue Defaults defaults,
		@DefaultValue Map<String, Pool> pools, @DefaultValue @NestedConfigurationProperty CommandsProperties commands) {

	/** What all keys begin with. */
	static final String PREFIX = "isolated-workers";

	/**
	 * What holds for every pool that does not say otherwise.
	 *
	 * @param driver Name of the driver that starts the workers.
	 * @param size How many workers a pool has.
	 * @param spares How many workers more are kept started and idle, to take over at once
	 * from one that is gone.
	 * @param concurrency How many requests a worker gets at the same time.
	 * @param queueCapacity How many requests may wait for a worker before one more is
	 * refused.
	 * @param serializer What turns messages into bytes: 'json', 'cbor', 'smile' or the
	 * name of a Serializer bean.
	 * @param middleware Names of the Middleware beans to run, in this order. By default
	 * all of them in their own order, but those that are bound to other pools.
	 * @param protocol Highest protocol version to speak, 1 or 2. Set 1 for workers that
	 * do not know the handshake.
	 * @param maxMessageSize Largest message, from 1KB to just below 2GB.
	 * @param logLevel Least important level to log, on both sides.
	 * @param timeouts How long things may take.
	 * @param connection How a connection is tried again.
	 * @param crash What happens to a request whose worker died with it.
	 * @param restart How a worker is replaced that died.
	 * @param environment Environment variables of the workers, on top of those of the
	 * host. Those of a pool are added to those of the defaults.
	 * @param workingDirectory Directory the workers run in. By default that of the host.
	 * @param commandPrefix Words to put before the command line, such as 'nice', '-n',
	 * '10'.
	 * @param hostConnectTimeout How long a worker waits for the host before it exits, 0
	 * to wait for ever.
	 * @param disconnectBehavior What a worker does when the host disconnects. By default
	 * the worker decides.
	 * @param output Where standard output goes: 'log', 'discard' or a file with its
	 * directory, to which all workers append. By default the application's log; nowhere
	 * for detached workers.
	 * @param errors Where standard error goes: 'log', 'discard' or a file with its
	 * directory, to which all workers append. By default the application's log; a private
	 * file each for detached workers.
	 * @param detached Whether the workers outlive the application, whose next start finds
	 * them as they are. Needs 'state-directory'.
	 * @param stateDirectory Directory in which each pool of detached workers keeps a
	 * directory of its name, with what is needed to find its workers again.
	 * @param data What the workers can read before their first message. Those of a pool
	 * are added to those of the defaults.
	 * @param jvm How the JVM of a worker is started.
	 */
	public record Defaults(@Nullable String driver, @Nullable Integer size, @Nullable Integer spares,
			@Nullable Integer concurrency, @Nullable Integer queueCapacity, @Nullable String serializer,
			@Nullable List<String> middleware, @Nullable Integer protocol, @Nullable DataSize maxMessageSize,
			@Nullable LogLevel logLevel, @DefaultValue Timeouts timeouts, @DefaultValue Connection connection,
			@DefaultValue Crash crash, @DefaultValue Restart restart, @DefaultValue Map<String, String> environment,
			@Nullable Path workingDirectory, @Nullable List<String> commandPrefix,
			@Nullable Duration hostConnectTimeout, @Nullable DisconnectBehavior disconnectBehavior,
			@Nullable String output, @Nullable String errors, @Nullable Boolean detached, @Nullable Path stateDirectory,
			@DefaultValue Map<String, String> data, @DefaultValue Jvm jvm) {

	}

	/**
	 * One pool. Exactly one of 'worker-class', 'main-class', 'jar' and 'command' says
	 * what it runs.
	 *
	 * @param contract Interface whose methods are the messages. A bean of this type that
	 * sends to the pool can be injected.
	 * @param workerClass Class that implements the contract and has a constructor without
	 * parameters. Needs 'contract'.
	 * @param mainClass Main class that starts a worker server itself.
	 * @param jar Executable jar that starts a worker server itself.
	 * @param command Any other program that speaks the protocol, and its arguments.
	 * @param arguments Arguments of 'main-class' or 'jar'.
	 * @param socketPath Where the worker listens; for pools of size 1 only. By default a
	 * path of the library's choice.
	 * @param sharedTypes Types whose objects application and worker hand to each other by
	 * reference; for driver 'thread' only.
	 * @param allow What the workers may ask of the application. Nothing by default.
	 * @param driver Name of the driver that starts the workers.
	 * @param size How many workers the pool has.
	 * @param spares How many workers more are kept started and idle, to take over at once
	 * from one that is gone.
	 * @param concurrency How many requests a worker gets at the same time.
	 * @param queueCapacity How many requests may wait for a worker before one more is
	 * refused.
	 * @param serializer What turns messages into bytes: 'json', 'cbor', 'smile' or the
	 * name of a Serializer bean.
	 * @param middleware Names of the Middleware beans to run, in this order. By default
	 * all of them in their own order, but those that are bound to other pools.
	 * @param protocol Highest protocol version to speak, 1 or 2. Set 1 for workers that
	 * do not know the handshake.
	 * @param maxMessageSize Largest message, from 1KB to just below 2GB.
	 * @param logLevel Least important level to log, on both sides.
	 * @param timeouts How long things may take.
	 * @param connection How a connection is tried again.
	 * @param crash What happens to a request whose worker died with it.
	 * @param restart How a worker is replaced that died.
	 * @param environment Environment variables of the workers, on top of those of the
	 * host and of the defaults.
	 * @param workingDirectory Directory the workers run in. By default that of the host.
	 * @param commandPrefix Words to put before the command line, such as 'nice', '-n',
	 * '10'.
	 * @param hostConnectTimeout How long a worker waits for the host before it exits, 0
	 * to wait for ever.
	 * @param disconnectBehavior What a worker does when the host disconnects. By default
	 * the worker decides.
	 * @param output Where standard output goes: 'log', 'discard' or a file with its
	 * directory, to which all workers append. By default the application's log; nowhere
	 * for detached workers.
	 * @param errors Where standard error goes: 'log', 'discard' or a file with its
	 * directory, to which all workers append. By default the application's log; a private
	 * file each for detached workers.
	 * @param detached Whether the workers outlive the application, whose next start finds
	 * them as they are. Needs 'state-directory'.
	 * @param stateDirectory Directory that keeps what is needed to find the detached
	 * workers again. By default one of the pool's name in that of the defaults.
	 * @param data What the workers can read before their first message, on top of those
	 * of the defaults.
	 * @param jvm How the JVM of a worker is started.
	 */
	@ConfigurationPropertiesSource
	public record Pool(@Nullable Class<?> contract, @Nullable String workerClass, @Nullable String mainClass,
			@Nullable Path jar, @Nullable List<String> command, @Nullable List<String> arguments,
			@Nullable Path socketPath, @Nullable List<Class<?>> sharedTypes,
			@DefaultValue @NestedConfigurationProperty Allow allow, @Nullable String driver, @Nullable Integer size,
			@Nullable Integer spares, @Nullable Integer concurrency, @Nullable Integer queueCapacity,
			@Nullable String serializer, @Nullable List<String> middleware, @Nullable Integer protocol,
			@Nullable DataSize maxMessageSize, @Nullable LogLevel logLevel, @DefaultValue Timeouts timeouts,
			@DefaultValue Connection connection, @DefaultValue Crash crash, @DefaultValue Restart restart,
			@DefaultValue Map<String, String> environment, @Nullable Path workingDirectory,
			@Nullable List<String> commandPrefix, @Nullable Duration hostConnectTimeout,
			@Nullable DisconnectBehavior disconnectBehavior, @Nullable String output, @Nullable String errors,
			@Nullable Boolean detached, @Nullable Path stateDirectory, @DefaultValue Map<String, String> data,
			@DefaultValue Jvm jvm) {

		/** What a pool sets of the keys that {@link Defaults} has too. */
		Defaults own() {
			return new Defaults(this.driver, this.size, this.spares, this.concurrency, this.queueCapacity,
					this.serializer, this.middleware, this.protocol, this.maxMessageSize, this.logLevel, this.timeouts,
					this.connection, this.crash, this.restart, this.environment, this.workingDirectory,
					this.commandPrefix, this.hostConnectTimeout, this.disconnectBehavior, this.output, this.errors,
					this.detached, this.stateDirectory, this.data, this.jvm);
		}

	}

	/**
	 * How long things may take.
	 *
	 * @param startup From the start of a worker until it can be used.
	 * @param request From the making of a request to its answer, its time in the queue
	 * included.
	 * @param close From asking a worker to stop until it is killed.
	 * @param cancel From cancelling a request until its worker is killed, if the handler
	 * goes on.
	 * @param types The same as 'request' for single message types, by name; a name with
	 * dots or colons goes in brackets. Those of a pool are added to those of the
	 * defaults.
	 */
	public record Timeouts(@Nullable Duration startup, @Nullable Duration request, @Nullable Duration close,
			@Nullable Duration cancel, @DefaultValue Map<String, Duration> types) {

	}

	/**
	 * How a connection is tried again that was lost or refused.
	 *
	 * @param attempts How many attempts to make in all.
	 * @param delay Wait after the first failed attempt. It doubles after each further
	 * one.
	 * @param backoff Name of the Backoff bean that answers the waits, in place of
	 * 'delay'.
	 * @param maxDelay Longest wait, whether 'delay' or 'backoff' makes it.
	 * @param reconnect Whether a connection that is lost while the worker lives is made
	 * again. Otherwise the worker is killed and replaced.
	 */
	public record Connection(@Nullable Integer attempts, @Nullable Duration delay, @Nullable String backoff,
			@Nullable Duration maxDelay, @Nullable Boolean reconnect) {

	}

	/**
	 * What happens to a request whose worker died with it. One that its worker is known
	 * not to have begun is given to another in any case.
	 *
	 * @param attempts How often a worker may be given the request, the first time
	 * included. With 1, nothing is repeated that may have been executed.
	 * @param types The same as 'attempts' for single message types, by name; a name with
	 * dots or colons goes in brackets. Those of a pool are added to those of the
	 * defaults.
	 */
	public record Crash(@Nullable Integer attempts, @DefaultValue Map<String, Integer> types) {

	}

	/**
	 * How a worker is replaced that died or could not be started, without having answered
	 * a request. One that answered is replaced at once.
	 *
	 * @param delay Wait after the first failure. It doubles after each further one.
	 * @param backoff Name of the Backoff bean that answers the waits, in place of
	 * 'delay'.
	 * @param maxDelay Longest wait, whether 'delay' or 'backoff' makes it.
	 */
	public record Restart(@Nullable Duration delay, @Nullable String backoff, @Nullable Duration maxDelay) {

	}

	/**
	 * How the JVM of a worker is started. Means nothing to workers that are another
	 * executable. Workers in threads take the stack size and the class path.
	 *
	 * @param javaHome Directory of the JDK to use. By default that of the host.
	 * @param heap Largest heap. By default a quarter of the machine's memory.
	 * @param stackSize Stack size of each thread. By default the JVM's own.
	 * @param arguments Further JVM arguments. They come last and win.
	 * @param classPath Class path. By default that of the host.
	 * @param without Default JVM arguments to leave out.
	 * @param lean Whether workers start faster and take less memory for a lower peak
	 * speed.
	 * @param classDataArchive Whether what is read from jars is kept for later starts. By
	 * default it is, where the JVM's arguments allow it.
	 * @param archiveDirectory Where it is kept. By default in the user's cache directory.
	 */
	public record Jvm(@Nullable Path javaHome, @Nullable DataSize heap, @Nullable DataSize stackSize,
			@Nullable List<String> arguments, @Nullable List<Path> classPath, @Nullable Set<JvmDefault> without,
			@Nullable Boolean lean, @Nullable Boolean classDataArchive, @Nullable Path archiveDirectory) {

	}

}
