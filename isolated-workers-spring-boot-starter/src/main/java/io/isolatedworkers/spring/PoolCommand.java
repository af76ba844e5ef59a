package io.isolatedworkers.spring;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.isolatedworkers.driver.process.ChildProcessDriver;
import io.isolatedworkers.driver.process.WorkerCommand;
import io.isolatedworkers.driver.thread.ThreadOptions;
import io.isolatedworkers.spring.IsolatedWorkersProperties.Pool;
import org.jspecify.annotations.Nullable;

import org.springframework.util.CollectionUtils;

/**
 * Reads what the workers of a pool run.
 */
final class PoolCommand {

	static final String WORKER_CLASS = "worker-class";

	private static final String MAIN_CLASS = "main-class";

	private static final String JAR = "jar";

	private static final String COMMAND = "command";

	private static final String CHOICES = "worker-class, main-class, jar and command";

	private PoolCommand() {
	}

	/** What the workers run as processes. */
	static WorkerCommand of(PoolSettings settings) {
		Pool pool = settings.pool();
		String[] arguments = arguments(pool).toArray(String[]::new);
		String key = keyOf(settings);
		return switch (key) {
			case WORKER_CLASS -> WorkerCommand.contract(contract(settings).getName(), value(key, pool.workerClass()));
			case MAIN_CLASS -> WorkerCommand.mainClass(value(key, pool.mainClass()), arguments);
			case JAR -> WorkerCommand.jar(value(key, pool.jar()), arguments);
			default -> {
				List<String> line = value(key, pool.command());
				yield WorkerCommand.executable(line.get(0), line.stream().skip(1).toArray(String[]::new));
			}
		};
	}

	/** What the workers run in threads. */
	static ThreadOptions.Builder inThreads(PoolSettings settings) {
		Pool pool = settings.pool();
		String key = keyOf(settings);
		return switch (key) {
			case WORKER_CLASS -> ThreadOptions.contract(contract(settings).getName(), value(key, pool.workerClass()));
			case MAIN_CLASS ->
				ThreadOptions.mainClass(value(key, pool.mainClass()), arguments(pool).toArray(String[]::new));
			default -> throw new PoolConfigurationException(settings.property(key),
					key.equals(JAR) ? pool.jar() : pool.command(),
					"a thread shares the JVM with the application and cannot run a program of its own",
					"Set '%s' or '%s' instead, or set '%s' to '%s'.".formatted(settings.property(WORKER_CLASS),
							settings.property(MAIN_CLASS), settings.property("driver"), ChildProcessDriver.NAME));
		};
	}

	private static List<String> arguments(Pool pool) {
		return Objects.requireNonNullElse(pool.arguments(), List.of());
	}

	private static <T> T value(String key, @Nullable T value) {
		return Objects.requireNonNull(value, key);
	}

	/** The one key that says what runs. */
	static String keyOf(PoolSettings settings) {
		Pool pool = settings.pool();
		Map<String, Boolean> set = new LinkedHashMap<>();
		set.put(COMMAND, !CollectionUtils.isEmpty(pool.command()));
		set.put(JAR, pool.jar() != null);
		set.put(MAIN_CLASS, pool.mainClass() != null);
		set.put(WORKER_CLASS, pool.workerClass() != null);
		set.values().removeIf((isSet) -> !isSet);
		String key = requireOne(settings, List.copyOf(set.keySet()));
		if (!arguments(pool).isEmpty() && !key.equals(MAIN_CLASS) && !key.equals(JAR)) {
			throw new PoolConfigurationException(settings.property("arguments"), pool.arguments(),
					"arguments belong to main-class or jar, and this pool has a " + key,
					key.equals(COMMAND) ? "Put the arguments behind the program in 'command'."
							: "Remove the arguments, or run a main class that takes them.");
		}
		return key;
	}

	private static Class<?> contract(PoolSettings settings) {
		Class<?> contract = settings.pool().contract();
		if (contract == null) {
			throw new PoolConfigurationException(settings.property(WORKER_CLASS), settings.pool().workerClass(),
					"a worker class serves a contract, and this pool has none",
					"Set '%s' to the interface that the class implements.".formatted(settings.property("contract")));
		}
		return contract;
	}

	private static String requireOne(PoolSettings settings, List<String> keys) {
		if (keys.isEmpty()) {
			throw new PoolConfigurationException(settings.property(""), null,
					"the pool has nothing to run: none of %s is set".formatted(CHOICES),
					"Set exactly one of %s.".formatted(CHOICES));
		}
		if (keys.size() > 1) {
			throw new PoolConfigurationException(settings.property(""), null,
					"the pool has more than one thing to run: " + String.join(" and ", keys),
					"Set exactly one of %s.".formatted(CHOICES));
		}
		return keys.get(0);
	}

}
