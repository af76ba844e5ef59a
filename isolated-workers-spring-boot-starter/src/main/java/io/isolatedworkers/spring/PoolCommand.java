package io.isolatedworkers.spring;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import io.isolatedworkers.driver.process.WorkerCommand;
import io.isolatedworkers.spring.IsolatedWorkersProperties.Pool;

import org.springframework.util.CollectionUtils;

/**
 * Reads what the workers of a pool run.
 */
final class PoolCommand {

	private static final String CHOICES = "worker-class, main-class, jar and command";

	private PoolCommand() {
	}

	static WorkerCommand of(PoolSettings settings) {
		Pool pool = settings.pool();
		List<String> arguments = Objects.requireNonNullElse(pool.arguments(), List.of());
		Map<String, WorkerCommand> commands = new TreeMap<>();
		if (pool.workerClass() != null) {
			commands.put("worker-class", workerClass(settings, pool.workerClass()));
		}
		if (pool.mainClass() != null) {
			commands.put("main-class", WorkerCommand.mainClass(pool.mainClass(), arguments.toArray(String[]::new)));
		}
		if (pool.jar() != null) {
			commands.put("jar", WorkerCommand.jar(pool.jar(), arguments.toArray(String[]::new)));
		}
		if (!CollectionUtils.isEmpty(pool.command())) {
			commands.put("command", WorkerCommand.executable(pool.command().get(0),
					pool.command().stream().skip(1).toArray(String[]::new)));
		}
		String key = requireOne(settings, commands.keySet());
		if (!arguments.isEmpty() && !key.equals("main-class") && !key.equals("jar")) {
			throw new PoolConfigurationException(settings.property("arguments"), arguments,
					"arguments belong to main-class or jar, and this pool has a " + key,
					key.equals("command") ? "Put the arguments behind the program in 'command'."
							: "Remove the arguments, or run a main class that takes them.");
		}
		return Objects.requireNonNull(commands.get(key));
	}

	private static WorkerCommand workerClass(PoolSettings settings, String workerClass) {
		Class<?> contract = settings.pool().contract();
		if (contract == null) {
			throw new PoolConfigurationException(settings.property("worker-class"), workerClass,
					"a worker class serves a contract, and this pool has none",
					"Set '%s' to the interface that the class implements.".formatted(settings.property("contract")));
		}
		return WorkerCommand.contract(contract.getName(), workerClass);
	}

	private static String requireOne(PoolSettings settings, Collection<String> keys) {
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
		return keys.iterator().next();
	}

}
