package io.isolatedworkers.spring;

import io.isolatedworkers.pool.WorkerPool;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the metrics of worker pools: the listener that counts and times,
 * the gauges, and what times commands. Each gives way to a bean of its name.
 */
@AutoConfiguration(after = { WorkerPoolAutoConfiguration.class, CommandRouterAutoConfiguration.class },
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ IsolatedWorkersProperties.class, WorkerPool.class, MeterRegistry.class })
public final class WorkersMetricsAutoConfiguration {

	WorkersMetricsAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean(name = "workerPoolMetrics")
	WorkerPoolMetrics workerPoolMetrics(MeterRegistry registry) {
		return new WorkerPoolMetrics(registry);
	}

	@Bean
	@ConditionalOnMissingBean(name = "workerPoolGauges")
	WorkerPoolGauges workerPoolGauges(ConfigurableListableBeanFactory beanFactory) {
		return new WorkerPoolGauges(new StartedPools(beanFactory));
	}

	@Bean
	@ConditionalOnBean(WorkerCommands.class)
	@ConditionalOnMissingBean(name = "workerCommandMetrics")
	WorkerCommandMetrics workerCommandMetrics(MeterRegistry registry) {
		return new WorkerCommandMetrics(registry);
	}

}
