package io.isolatedworkers.spring;

import java.util.LinkedHashMap;
import java.util.Map;

import io.isolatedworkers.pool.WorkerPool;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the health of worker pools: one entry for each pool below
 * {@code workers}. Switched off by {@code management.health.workers.enabled=false}.
 */
@AutoConfiguration(after = WorkerPoolAutoConfiguration.class)
@ConditionalOnClass({ HealthContributor.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean({ IsolatedWorkersProperties.class, WorkerPool.class })
@ConditionalOnEnabledHealthIndicator("workers")
public final class WorkersHealthContributorAutoConfiguration {

	WorkersHealthContributorAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean(name = { "workersHealthIndicator", "workersHealthContributor" })
	HealthContributor workersHealthContributor(ConfigurableListableBeanFactory beanFactory) {
		StartedPools pools = new StartedPools(beanFactory);
		Map<String, HealthContributor> indicators = new LinkedHashMap<>();
		pools.names().forEach((name) -> indicators.put(name, new WorkerPoolHealthIndicator(name, pools)));
		return CompositeHealthContributor.fromMap(indicators);
	}

}
