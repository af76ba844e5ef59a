package io.isolatedworkers.spring;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import io.isolatedworkers.driver.WorkerDriver;
import io.isolatedworkers.driver.WorkerStartException;
import io.isolatedworkers.driver.process.ChildProcessDriver;
import io.isolatedworkers.driver.process.ChildProcessOptions;
import io.isolatedworkers.message.Contract;
import io.isolatedworkers.pool.WorkerPool;
import io.isolatedworkers.spring.IsolatedWorkersProperties.Defaults;
import io.isolatedworkers.spring.IsolatedWorkersProperties.Pool;

/**
 * Starts the configured pools. All configuration is read before the first process is
 * started, so that a mistake in one pool does not wait for the workers of another.
 */
final class WorkerPools {

	private final Map<String, WorkerPool.Builder<ChildProcessOptions>> builders = new LinkedHashMap<>();

	private final PoolBeans beans;

	WorkerPools(IsolatedWorkersProperties properties, List<WorkerDriver<ChildProcessOptions, ?>> drivers,
			PoolBeans beans, WorkerOptionsMapper workerOptions) {
		this.beans = beans;
		Map<String, Pool> pools = properties.pools();
		requireDistinct(pools.keySet());
		beans.requireBoundToKnown(pools.keySet());
		BackoffResolver backoffs = new BackoffResolver(beans);
		pools.forEach((name, pool) -> {
			PoolSettings settings = new PoolSettings(name, pool, properties.defaults());
			beans.requireOnlyInWorkers(settings);
			this.builders.put(name,
					builder(settings, driver(settings, drivers), backoffs)
						.workerOptions(workerOptions.workerOptions(settings))
						.options(PoolOptionsMapper.poolOptions(settings, backoffs)));
		});
	}

	/**
	 * Spring Boot gives both of two such pools the keys of both. The usual cause is an
	 * environment variable, whose name cannot say more than letters and digits.
	 */
	private static void requireDistinct(Collection<String> pools) {
		Map<String, String> known = new HashMap<>();
		for (String pool : pools) {
			String other = known.put(pool.replaceAll("[-_]", "").toLowerCase(Locale.ROOT), pool);
			if (other != null) {
				boolean plain = pool.matches("[a-z0-9]+");
				throw sameName(plain ? pool : other, plain ? other : pool);
			}
		}
	}

	private static PoolConfigurationException sameName(String pool, String other) {
		return new PoolConfigurationException("%s.pools.%s".formatted(IsolatedWorkersProperties.PREFIX, pool), null,
				"the pool cannot be told from the pool '%s', which is probably meant: hyphens, underscores and upper case do not count, and an environment variable cannot say them"
					.formatted(other),
				"Set the properties of pool '%s' without environment variables, or rename it to '%s'.".formatted(other,
						pool));
	}

	private static WorkerPool.Builder<ChildProcessOptions> builder(PoolSettings settings,
			WorkerDriver<ChildProcessOptions, ?> driver, BackoffResolver backoffs) {
		ChildProcessOptions options = PoolOptionsMapper.processOptions(settings, backoffs);
		Class<?> contract = settings.pool().contract();
		if (contract != null) {
			// Fails for what is no contract
			Contract.of(contract);
		}
		try {
			return WorkerPool.builder(settings.name(), driver, options);
		}
		catch (IllegalArgumentException ex) {
			throw new PoolConfigurationException(settings.property(""), null, String.valueOf(ex.getMessage()),
					"Rename the pool.");
		}
	}

	private static WorkerDriver<ChildProcessOptions, ?> driver(PoolSettings settings,
			List<WorkerDriver<ChildProcessOptions, ?>> drivers) {
		String name = settings.get(Defaults::driver, ChildProcessDriver.NAME);
		return drivers.stream()
			.filter((driver) -> driver.name().equals(name))
			.findFirst()
			.orElseThrow(() -> settings.invalid("driver", Defaults::driver,
					"no driver has this name. Those that exist are: "
							+ PoolBeans.quoted(drivers.stream().map(WorkerDriver::name).toList()),
					"Use one of these names, or define a WorkerDriver<ChildProcessOptions, ?> bean of that name."));
	}

	/**
	 * Starts a pool and waits until its workers can be used.
	 * @param name the pool's name
	 * @return the pool
	 */
	WorkerPool start(String name) {
		WorkerPool.Builder<ChildProcessOptions> builder = Objects.requireNonNull(this.builders.get(name), name);
		try {
			return builder.listener(this.beans.listenerOf(name)).start();
		}
		catch (WorkerStartException ex) {
			throw new PoolStartException(name, ex);
		}
	}

}
