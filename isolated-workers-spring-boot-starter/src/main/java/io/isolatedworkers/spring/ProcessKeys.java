package io.isolatedworkers.spring;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

import io.isolatedworkers.driver.process.ChildProcessDriver;
import io.isolatedworkers.spring.IsolatedWorkersProperties.Defaults;
import io.isolatedworkers.spring.IsolatedWorkersProperties.Pool;
import org.jspecify.annotations.Nullable;

/**
 * The keys that only a process can honour.
 */
final class ProcessKeys {

	private ProcessKeys() {
	}

	/**
	 * Fails if a pool whose workers are threads sets one of these keys itself. What it
	 * inherits is meant for the pools that are not.
	 */
	static void refuse(PoolSettings settings) {
		for (Key key : of(settings.pool())) {
			if (key.isSet(settings.pool().own())) {
				throw settings.invalid(key.name(), key.reader(),
						"a thread shares the JVM with the application and cannot have " + key.what(),
						"Remove the property, or set '%s' to '%s'.".formatted(settings.property("driver"),
								ChildProcessDriver.NAME));
			}
		}
	}

	/** The names of those that a pool sets or inherits. */
	static List<String> usedBy(PoolSettings settings) {
		return of(settings.pool()).stream()
			.filter((key) -> Stream.of(settings.pool().own(), settings.defaults()).anyMatch(key::isSet))
			.map(Key::name)
			.toList();
	}

	private static List<Key> of(Pool pool) {
		String connection = "a connection that can be lost";
		return List.of(new Key("jvm.heap", (keys) -> keys.jvm().heap(), "a heap of its own"),
				new Key("jvm.java-home", (keys) -> keys.jvm().javaHome(), "a JDK of its own"),
				new Key("jvm.arguments", (keys) -> keys.jvm().arguments(), "JVM arguments of its own"),
				new Key("jvm.without", (keys) -> keys.jvm().without(), "JVM arguments of its own"),
				new Key("jvm.lean", (keys) -> keys.jvm().lean(), "JVM arguments of its own"),
				new Key("jvm.class-data-archive", (keys) -> keys.jvm().classDataArchive(), "a JVM of its own to start"),
				new Key("jvm.archive-directory", (keys) -> keys.jvm().archiveDirectory(), "a JVM of its own to start"),
				// Not the values, which may be secrets
				new Key("environment", (keys) -> keys.environment().keySet(), "an environment of its own"),
				new Key("working-directory", Defaults::workingDirectory, "a working directory of its own"),
				new Key("command-prefix", Defaults::commandPrefix, "a command line of its own"),
				new Key("socket-path", (ignored) -> pool.socketPath(), "a socket"),
				new Key("host-connect-timeout", Defaults::hostConnectTimeout, "a connection to wait for"),
				new Key("disconnect-behavior", Defaults::disconnectBehavior, connection),
				new Key("connection.attempts", (keys) -> keys.connection().attempts(), connection),
				new Key("connection.delay", (keys) -> keys.connection().delay(), connection),
				new Key("connection.max-delay", (keys) -> keys.connection().maxDelay(), connection),
				new Key("connection.backoff", (keys) -> keys.connection().backoff(), connection),
				new Key("connection.reconnect", (keys) -> keys.connection().reconnect(), connection),
				new Key("output", Defaults::output, "a standard output of its own"),
				new Key("errors", Defaults::errors, "a standard error of its own"),
				new Key("detached", Defaults::detached, "a life beyond the application's"),
				new Key("state-directory", Defaults::stateDirectory, "a life beyond the application's"));
	}

	/**
	 * One key.
	 *
	 * @param name its name without its prefix
	 * @param reader finds its value
	 * @param what what it asks for
	 */
	private record Key(String name, Function<Defaults, @Nullable Object> reader, String what) {

		/** Empty is nothing, and to refuse is what a thread does anyway. */
		boolean isSet(Defaults keys) {
			Object value = this.reader.apply(keys);
			return value != null && !Boolean.FALSE.equals(value)
					&& !(value instanceof Collection<?> values && values.isEmpty());
		}

	}

}
