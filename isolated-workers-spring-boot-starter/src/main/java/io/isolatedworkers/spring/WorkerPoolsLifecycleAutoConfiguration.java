package io.isolatedworkers.spring;

import io.isolatedworkers.pool.WorkerPool;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the graceful stop of all {@link WorkerPool} beans of a context,
 * whether they were configured or made in Java.
 */
@AutoConfiguration(after = WorkerPoolAutoConfiguration.class)
@ConditionalOnBean(value = WorkerPool.class, search = SearchStrategy.CURRENT)
public final class WorkerPoolsLifecycleAutoConfiguration {

	WorkerPoolsLifecycleAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean(name = "workerPoolsLifecycle", search = SearchStrategy.CURRENT)
	WorkerPoolsLifecycle workerPoolsLifecycle(ConfigurableListableBeanFactory beanFactory) {
		return new WorkerPoolsLifecycle(new StartedPools(beanFactory));
	}

}
