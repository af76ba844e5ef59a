package io.isolatedworkers.spring;

import io.isolatedworkers.command.CommandRouter;
import io.isolatedworkers.driver.WorkerDriver;
import io.isolatedworkers.driver.process.ChildProcessDriver;
import io.isolatedworkers.driver.process.ChildProcessOptions;
import io.isolatedworkers.driver.thread.ThreadDriver;
import io.isolatedworkers.driver.thread.ThreadOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * Auto-configuration of worker pools. Each {@code isolated-workers.pools.<name>} becomes
 * a {@link io.isolatedworkers.pool.WorkerPool} bean of that name, which is a
 * {@link io.isolatedworkers.client.WorkerClient} too. It is started with the application,
 * or when it is first needed where beans are initialized lazily. A pool that names its
 * contract adds a bean of the contract's type with the name {@code <name>Contract}; it
 * gives way to a bean of that type of the user's.
 */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "isolated-workers.enabled", matchIfMissing = true)
@EnableConfigurationProperties(IsolatedWorkersProperties.class)
public final class WorkerPoolAutoConfiguration {

	WorkerPoolAutoConfiguration() {
	}

	@Configuration(proxyBeanMethods = false)
	@Conditional(OnConfiguredPoolsCondition.class)
	@Import(WorkerPoolRegistrar.class)
	static class PoolsConfiguration {

		@Bean
		@ConditionalOnMissingBean
		ChildProcessDriver childProcessDriver() {
			return new ChildProcessDriver();
		}

		@Bean
		@ConditionalOnMissingBean
		ThreadDriver threadDriver() {
			return new ThreadDriver();
		}

		@Bean
		PoolDrivers workerPoolDrivers(IsolatedWorkersProperties properties,
				ObjectProvider<WorkerDriver<ChildProcessOptions, ?>> processDrivers,
				ObjectProvider<WorkerDriver<ThreadOptions, ?>> threadDrivers,
				ConfigurableListableBeanFactory beanFactory) {
			return new PoolDrivers(processDrivers.orderedStream().toList(), threadDrivers.orderedStream().toList(),
					properties.runInThreads(), new BackoffResolver(new PoolBeans(beanFactory)),
					beanFactory.getBeanClassLoader());
		}

		@Bean
		WorkerPools workerPools(IsolatedWorkersProperties properties, PoolDrivers drivers,
				@Nullable CommandRouter router, @Nullable WorkerCommands commands,
				ConfigurableListableBeanFactory beanFactory, ConfigurableApplicationContext context) {
			PoolBeans beans = new PoolBeans(beanFactory);
			SerializerResolver serializers = new SerializerResolver(beans, beanFactory.getBeanClassLoader());
			boolean closedAtExit = context.getEnvironment()
				.getProperty("spring.main.register-shutdown-hook", Boolean.class, true);
			return new WorkerPools(properties, drivers, beans,
					new WorkerOptionsMapper(beans, serializers, closedAtExit ? new ContextOwner(context) : null,
							new PoolCommandAccess(properties.commands(), router, commands, beans)));
		}

	}

}
