package io.isolatedworkers.spring;

import io.isolatedworkers.command.CommandRouter;
import jakarta.validation.Validator;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of the {@link CommandRouter}, which carries out the methods with
 * {@link WorkerCommand} for workers that are allowed to ask for them. It is up before the
 * pools and closed after them, and gives way to a bean of that type of the user's.
 */
@AutoConfiguration(before = WorkerPoolAutoConfiguration.class,
		afterName = "org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration")
@ConditionalOnBooleanProperty(name = "isolated-workers.enabled", matchIfMissing = true)
@Conditional(OnAllowedCommandsCondition.class)
@ConditionalOnMissingBean(CommandRouter.class)
@EnableConfigurationProperties(IsolatedWorkersProperties.class)
public final class CommandRouterAutoConfiguration {

	CommandRouterAutoConfiguration() {
	}

	@Bean
	WorkerCommands workerCommands(ConfigurableListableBeanFactory beanFactory) {
		return new WorkerCommands(beanFactory);
	}

	@Bean
	CommandGate workerCommandGate() {
		return new CommandGate();
	}

	@Bean
	@Lazy(false)
	CommandRouter commandRouter(IsolatedWorkersProperties properties, WorkerCommands commands, CommandGate gate,
			ObjectProvider<ArgumentValidator> validators, ObjectProvider<CommandObserver> observers,
			ObjectProvider<SessionLookup> sessions, ConfigurableListableBeanFactory beanFactory,
			Environment environment, ApplicationEventPublisher publisher) {
		return new CommandRouterFactory(properties, new PoolBeans(beanFactory), commands,
				new CommandServices(gate, validators, observers))
			.start(environment, publisher, sessions);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(Validator.class)
	@ConditionalOnBean(Validator.class)
	static class ValidationConfiguration {

		@Bean
		@Lazy
		JakartaArgumentValidator workerCommandValidator(Validator validator) {
			return new JakartaArgumentValidator(validator);
		}

	}

}
