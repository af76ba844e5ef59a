package io.isolatedworkers.spring;

import io.isolatedworkers.pool.WorkerPool;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the {@link WorkersEndpoint}.
 */
@AutoConfiguration(after = WorkerPoolAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean({ IsolatedWorkersProperties.class, WorkerPool.class })
@ConditionalOnAvailableEndpoint(WorkersEndpoint.class)
public final class WorkersEndpointAutoConfiguration {

	WorkersEndpointAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	WorkersEndpoint workersEndpoint(ConfigurableListableBeanFactory beanFactory) {
		return new WorkersEndpoint(new StartedPools(beanFactory)::all);
	}

}
