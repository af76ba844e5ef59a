package io.isolatedworkers.spring;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.aop.TargetClassAware;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;

/**
 * The commands of an application: the methods of its beans, and of those of its parents,
 * that have {@link WorkerCommand}. They are found by the declared types of the beans, so
 * that no bean is made for it: workers start while beans are made, and a pool must know
 * before which commands there are.
 */
final class WorkerCommands implements SmartInitializingSingleton {

	private static final Logger logger = LoggerFactory.getLogger(WorkerCommands.class);

	private final Map<String, WorkerCommandMethod> commands = new TreeMap<>();

	WorkerCommands(ConfigurableListableBeanFactory beanFactory) {
		for (BeanFactory factory = beanFactory; factory instanceof ConfigurableListableBeanFactory holder; factory = holder
			.getParentBeanFactory()) {
			Stream.concat(Stream.of(holder.getBeanDefinitionNames()), Stream.of(holder.getSingletonNames()))
				.distinct()
				.filter((bean) -> isCandidate(bean, holder))
				.forEach((bean) -> addCommandsOf(bean, holder));
		}
	}

	/** Behind a scoped proxy is a bean of the same type, which is not to be called. */
	private static boolean isCandidate(String bean, ConfigurableListableBeanFactory holder) {
		return !ScopedProxyUtils.isScopedTarget(bean)
				&& !(holder.containsBeanDefinition(bean) && holder.getBeanDefinition(bean).isAbstract());
	}

	private void addCommandsOf(String bean, ConfigurableListableBeanFactory holder) {
		Class<?> type = typeOf(bean, holder);
		if (type != null && AnnotationUtils.isCandidateClass(type, WorkerCommand.class)) {
			methodsOf(bean, type)
				.forEach((method, name) -> add(WorkerCommandMethod.of(name, bean, type, holder, method)));
		}
	}

	/** The type behind a proxy, if the bean is one already. */
	private static @Nullable Class<?> typeOf(String bean, ConfigurableListableBeanFactory holder) {
		try {
			if (holder.isFactoryBean(bean)) {
				return holder.getType(bean, false);
			}
			Class<?> type = AutoProxyUtils.determineTargetClass(holder, bean);
			// Who makes a proxy by hand does not leave word of what is behind it
			return (type != null && Proxy.isProxyClass(type)
					&& holder.getSingleton(bean) instanceof TargetClassAware proxy) ? proxy.getTargetClass() : type;
		}
		catch (RuntimeException | LinkageError ex) {
			logger.debug("Bean {} has no type yet, so no commands", bean, ex);
			return null;
		}
	}

	private static Map<Method, String> methodsOf(String bean, Class<?> type) {
		try {
			return MethodIntrospector.selectMethods(type,
					(MethodIntrospector.MetadataLookup<@Nullable String>) WorkerCommands::nameOf);
		}
		catch (IllegalStateException | LinkageError ex) {
			logger.debug("The methods of bean {} cannot be read, so it has no commands", bean, ex);
			return Map.of();
		}
	}

	private static @Nullable String nameOf(Method method) {
		WorkerCommand command = AnnotatedElementUtils.findMergedAnnotation(method, WorkerCommand.class);
		return (command != null) ? command.value() : null;
	}

	private void add(WorkerCommandMethod command) {
		WorkerCommandMethod other = this.commands.putIfAbsent(command.name(), command);
		if (other != null) {
			throw new PoolConfigurationException("The command '%s' is there twice: %s and %s".formatted(command.name(),
					other.description(), command.description()),
					"Rename one of them in its @WorkerCommand, or remove it.");
		}
	}

	/** All commands, in the order of their names. */
	Collection<WorkerCommandMethod> all() {
		return this.commands.values();
	}

	/** The names of all commands. */
	Collection<String> names() {
		return this.commands.keySet();
	}

	/** Fails for methods that the proxies in front of their beans do not have. */
	@Override
	public void afterSingletonsInstantiated() {
		for (WorkerCommandMethod command : this.commands.values()) {
			if (command.holder() instanceof ConfigurableListableBeanFactory holder
					&& holder.containsSingleton(command.bean())) {
				invocable(command, command.target());
			}
		}
	}

	/** The method to call on a bean, which may be a proxy. */
	static Method invocable(WorkerCommandMethod command, Object bean) {
		try {
			return AopUtils.selectInvocableMethod(command.method(), bean.getClass());
		}
		catch (IllegalStateException ex) {
			throw new PoolConfigurationException(
					"%s cannot be the command '%s': the bean is a proxy that does not have the method"
						.formatted(command.description(), command.name()),
					"Add the method to an interface of the bean, or have its class proxied (spring.aop.proxy-target-class).");
		}
	}

}
