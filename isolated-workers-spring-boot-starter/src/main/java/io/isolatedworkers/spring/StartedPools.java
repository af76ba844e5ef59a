package io.isolatedworkers.spring;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.isolatedworkers.pool.WorkerPool;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.SingletonBeanRegistry;

/**
 * The pools of a context, whoever made them. Who looks starts none: where beans are
 * initialized lazily, a pool starts when it is first needed.
 */
final class StartedPools {

	private final ConfigurableListableBeanFactory beanFactory;

	StartedPools(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/** The names of all pools of the context and its parents, started or not. */
	List<String> names() {
		return List
			.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beanFactory, WorkerPool.class, false, false));
	}

	/** The pool of that name, {@code null} if it is not started. */
	@Nullable WorkerPool find(String name) {
		return (PoolBeans.holderOf(name, this.beanFactory) instanceof SingletonBeanRegistry holder
				&& holder.getSingleton(name) instanceof WorkerPool pool) ? pool : null;
	}

	/** The pools of the context and its parents that are started, by name. */
	Map<String, WorkerPool> all() {
		Map<String, WorkerPool> pools = new LinkedHashMap<>();
		for (String name : names()) {
			WorkerPool pool = find(name);
			if (pool != null) {
				pools.put(name, pool);
			}
		}
		return pools;
	}

	/** The pools of the context itself that are started. */
	List<WorkerPool> own() {
		return all().entrySet()
			.stream()
			.filter((pool) -> this.beanFactory.containsLocalBean(pool.getKey()))
			.map(Map.Entry::getValue)
			.toList();
	}

}
