package io.isolatedworkers.spring;

import io.isolatedworkers.pool.WorkerPool;

import org.springframework.beans.factory.BeanRegistrar;
import org.springframework.beans.factory.BeanRegistry;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionOverrideException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * Makes a bean of each configured pool, and one of each pool's contract.
 */
final class WorkerPoolRegistrar implements BeanRegistrar {

	/** What the name of a contract's bean has behind that of its pool. */
	static final String CONTRACT_SUFFIX = "Contract";

	@Override
	public void register(BeanRegistry registry, Environment environment) {
		Binder.get(environment)
			.bindOrCreate(IsolatedWorkersProperties.PREFIX, IsolatedWorkersProperties.class)
			.pools()
			.forEach((name, pool) -> {
				try {
					registerPool(registry, name);
					if (pool.contract() != null) {
						registerContract(registry, name, pool.contract());
					}
				}
				catch (BeanDefinitionOverrideException ex) {
					throw nameTaken(name, ex);
				}
			});
	}

	private static void registerPool(BeanRegistry registry, String name) {
		registry.registerBean(name, WorkerPool.class,
				(spec) -> spec.supplier((context) -> context.bean(WorkerPools.class).start(name)));
	}

	/** A bean of the user's of the same type is preferred where one is injected. */
	private static <T> void registerContract(BeanRegistry registry, String pool, Class<T> contract) {
		registry.registerBean(pool + CONTRACT_SUFFIX, contract, (spec) -> spec.fallback()
			.supplier((context) -> context.bean(pool, WorkerPool.class).contract(contract)));
	}

	private static PoolConfigurationException nameTaken(String pool, BeanDefinitionOverrideException cause) {
		BeanDefinition other = cause.getExistingDefinition();
		String description = other.getResourceDescription();
		return new PoolConfigurationException("%s.pools.%s".formatted(IsolatedWorkersProperties.PREFIX, pool), null,
				"the pool needs a bean named '%s', and there is one already, defined in %s"
					.formatted(cause.getBeanName(), (description != null) ? description : other.getBeanClassName()),
				"Rename the pool or the other bean, or remove the one that is not needed.");
	}

}
