package io.isolatedworkers.spring;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.driver.WorkerStartException;
import io.isolatedworkers.message.Contract;
import io.isolatedworkers.pool.PoolListener;
import io.isolatedworkers.pool.PoolOptions;
import io.isolatedworkers.pool.WorkerPool;
import io.isolatedworkers.spring.IsolatedWorkersProperties.Pool;

/**
 * Starts the configured pools. All configuration is read before the first process is
 * started, so that a mistake in one pool does not wait for the workers of another.
 */
final class WorkerPools {

	private final Map<String, Supplier<WorkerPool.Builder<?>>> builders = new LinkedHashMap<>();

	private final PoolBeans beans;

	WorkerPools(IsolatedWorkersProperties properties, PoolDrivers drivers, PoolBeans beans,
			WorkerOptionsMapper workerOptions) {
		this.beans = beans;
		Map<String, Pool> pools = properties.pools();
		requireDistinct(pools.keySet());
		beans.requireBoundToKnown(pools.keySet());
		BackoffResolver backoffs = new BackoffResolver(beans);
		pools.forEach((name, pool) -> {
			PoolSettings settings = new PoolSettings(name, pool, properties.defaults());
			beans.requireOnlyInWorkers(settings);
			Supplier<WorkerPool.Builder<?>> builder = drivers.builder(settings);
			Class<?> contract = pool.contract();
			if (contract != null) {
				// Fails for what is no contract
				Contract.of(contract);
			}
			WorkerOptions ofWorkers = workerOptions.workerOptions(settings);
			PoolOptions ofPool = PoolOptionsMapper.poolOptions(settings, backoffs);
			this.builders.put(name, () -> builder.get().workerOptions(ofWorkers).options(ofPool));
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

	/**
	 * Starts a pool and waits until its workers can be used.
	 * @param name the pool's name
	 * @return the pool
	 */
	WorkerPool start(String name) {
		Supplier<WorkerPool.Builder<?>> builder = Objects.requireNonNull(this.builders.get(name), name);
		// First: a builder of detached workers holds their state directory
		PoolListener listener = this.beans.listenerOf(name);
		try {
			return builder.get().listener(listener).start();
		}
		catch (WorkerStartException ex) {
			throw new PoolStartException(name, ex);
		}
	}

}
