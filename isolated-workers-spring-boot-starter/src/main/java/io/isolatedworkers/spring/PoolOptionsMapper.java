package io.isolatedworkers.spring;

import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;

import io.isolatedworkers.driver.process.ChildProcessOptions;
import io.isolatedworkers.driver.process.JvmDefault;
import io.isolatedworkers.driver.process.JvmOptions;
import io.isolatedworkers.pool.PoolOptions;
import io.isolatedworkers.socket.Backoff;
import io.isolatedworkers.socket.ConnectionOptions;
import io.isolatedworkers.spring.BackoffResolver.Limits;
import io.isolatedworkers.spring.BackoffResolver.Waits;
import io.isolatedworkers.spring.IsolatedWorkersProperties.Connection;
import io.isolatedworkers.spring.IsolatedWorkersProperties.Defaults;
import io.isolatedworkers.spring.IsolatedWorkersProperties.Restart;

import org.springframework.util.unit.DataSize;

/**
 * Turns the keys of a pool into the options of its processes and of the pool itself. The
 * options know what is allowed; each key is handed to them by itself, so that the failure
 * names it.
 */
final class PoolOptionsMapper {

	private static final String LOG = "log";

	private static final String DISCARD = "discard";

	private PoolOptionsMapper() {
	}

	/** The options of the pool's processes. */
	static ChildProcessOptions processOptions(PoolSettings settings, BackoffResolver backoffs) {
		ChildProcessOptions.Builder options = ChildProcessOptions.builder(PoolCommand.of(settings));
		options.jvm(jvmOptions(settings));
		options.connection(connectionOptions(settings, backoffs));
		options.environment(settings.merged(Defaults::environment));
		settings.apply("working-directory", Defaults::workingDirectory, options::workingDirectory);
		settings.apply("command-prefix", Defaults::commandPrefix,
				(words) -> options.commandPrefix(words.toArray(String[]::new)));
		boolean detached = settings.get(Defaults::detached, false);
		options.detached(detached);
		settings.apply("output", Defaults::output, (target) -> options.redirectOutput(redirect(target, detached)));
		settings.apply("errors", Defaults::errors, (target) -> options.redirectErrors(redirect(target, detached)));
		settings.apply("host-connect-timeout", Defaults::hostConnectTimeout,
				(timeout) -> options.hostConnectTimeout(timeout).build());
		settings.apply("disconnect-behavior", Defaults::disconnectBehavior,
				(behavior) -> options.disconnectBehavior(behavior).build());
		settings.apply("socket-path", (ignored) -> settings.pool().socketPath(), (path) -> {
			int size = settings.get(Defaults::size, PoolOptions.DEFAULT_SIZE);
			int spares = settings.get(Defaults::spares, PoolOptions.DEFAULT_SPARES);
			if (size + spares > 1) {
				throw new IllegalArgumentException((spares > 0)
						? "one path serves one worker, and this pool has %d and %d spares; set its size to 1 and its spares to 0"
							.formatted(size, spares)
						: "one path serves one worker, and this pool has %d; set its size to 1".formatted(size));
			}
			options.socketPath(path).build();
		});
		return options.build();
	}

	private static Redirect redirect(String target, boolean detached) {
		if (target.equals(LOG)) {
			if (detached) {
				throw new IllegalArgumentException(
						"a detached worker outlives the application and its log; name a file, or '%s'"
							.formatted(DISCARD));
			}
			return Redirect.PIPE;
		}
		if (target.equals(DISCARD)) {
			return Redirect.DISCARD;
		}
		Path file = Path.of(target);
		if (file.getParent() == null) {
			throw new IllegalArgumentException(
					"it is neither '%s' nor '%s', and as a file it needs its directory, such as './%s'".formatted(LOG,
							DISCARD, target));
		}
		return Redirect.appendTo(file.toFile());
	}

	/**
	 * The stack size in bytes.
	 * @throws IllegalArgumentException if it is too small for any thread
	 */
	static long stackSizeBytes(DataSize size) {
		if (size.toKilobytes() < 1) {
			throw new IllegalArgumentException("it must be at least 1KB");
		}
		return size.toBytes();
	}

	private static JvmOptions jvmOptions(PoolSettings settings) {
		JvmOptions.Builder options = JvmOptions.builder();
		settings.apply("jvm.java-home", (keys) -> keys.jvm().javaHome(), options::javaHome);
		settings.apply("jvm.heap", (keys) -> keys.jvm().heap(), (size) -> options.maxHeapBytes(size.toBytes()).build());
		settings.apply("jvm.stack-size", (keys) -> keys.jvm().stackSize(),
				(size) -> options.arguments("-Xss%dk".formatted(stackSizeBytes(size) / 1024)));
		settings.apply("jvm.arguments", (keys) -> keys.jvm().arguments(), options::arguments);
		settings.apply("jvm.class-path", (keys) -> keys.jvm().classPath(), options::classPath);
		settings.apply("jvm.without", (keys) -> keys.jvm().without(),
				(without) -> options.without(without.toArray(JvmDefault[]::new)));
		settings.apply("jvm.lean", (keys) -> keys.jvm().lean(), options::lean);
		settings.apply("jvm.class-data-archive", (keys) -> keys.jvm().classDataArchive(), options::classDataArchive);
		settings.apply("jvm.archive-directory", (keys) -> keys.jvm().archiveDirectory(), options::archiveDirectory);
		return options.build();
	}

	private static ConnectionOptions connectionOptions(PoolSettings settings, BackoffResolver backoffs) {
		Backoff backoff = backoffs.resolve(settings, "connection", (keys) -> {
			Connection connection = keys.connection();
			return new Waits(connection.backoff(), connection.delay(), connection.maxDelay());
		}, new Limits(ConnectionOptions.DEFAULT_DELAY, ConnectionOptions.DEFAULT_MAX_DELAY));
		ConnectionOptions options = settings.map("connection.attempts", (keys) -> keys.connection().attempts(),
				new ConnectionOptions(ConnectionOptions.DEFAULT_ATTEMPTS, backoff),
				(attempts) -> new ConnectionOptions(attempts, backoff));
		return settings.map("connection.reconnect", (keys) -> keys.connection().reconnect(), options,
				options::withReconnect);
	}

	/** The options of the pool itself. */
	static PoolOptions poolOptions(PoolSettings settings, BackoffResolver backoffs) {
		PoolOptions options = PoolOptions.defaults();
		options = settings.map("size", Defaults::size, options, options::withSize);
		options = settings.map("spares", Defaults::spares, options, options::withSpares);
		options = settings.map("concurrency", Defaults::concurrency, options, options::withConcurrency);
		options = settings.map("queue-capacity", Defaults::queueCapacity, options, options::withQueueCapacity);
		return options.withRestartBackoff(backoffs.resolve(settings, "restart", (keys) -> {
			Restart restart = keys.restart();
			return new Waits(restart.backoff(), restart.delay(), restart.maxDelay());
		}, new Limits(PoolOptions.DEFAULT_RESTART_DELAY, PoolOptions.DEFAULT_MAX_RESTART_DELAY)));
	}

}
