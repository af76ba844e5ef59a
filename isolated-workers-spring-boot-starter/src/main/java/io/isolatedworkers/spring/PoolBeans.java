package io.isolatedworkers.spring;

import java.util.Arrays;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.isolatedworkers.client.WorkerListener;
import io.isolatedworkers.message.Middleware;
import io.isolatedworkers.pool.PoolListener;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.HierarchicalBeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ClassUtils;

/**
 * Finds the beans that serve a pool.
 */
final class PoolBeans {

	private static final List<Class<?>> BINDABLE = List.of(Middleware.class, PoolListener.class, WorkerListener.class,
			WorkerPoolCustomizer.class);

	private final ListableBeanFactory beanFactory;

	PoolBeans(ListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/** All beans of a type, in their order, but those that are bound to other pools. */
	<T> List<T> servingPool(String pool, Class<T> type) {
		// Only the factory knows the order, and it does not tell the names
		Map<T, String> names = new IdentityHashMap<>();
		BeanFactoryUtils.beansOfTypeIncludingAncestors(this.beanFactory, type, false, true)
			.forEach((name, bean) -> names.put(bean, name));
		return this.beanFactory.getBeanProvider(type)
			.orderedStream()
			.filter((bean) -> serves(pool, names.get(bean)))
			.toList();
	}

	/** Beans without a name here are no singletons, and those are never bound. */
	private boolean serves(String pool, @Nullable String bean) {
		ForPools bound = (bean != null) ? boundTo(bean) : null;
		return bound == null || Arrays.asList(bound.value()).contains(pool);
	}

	/** The bean of that name and type, {@code null} if there is none. */
	<T> @Nullable T find(String name, Class<T> type) {
		return (this.beanFactory.containsBean(name) && this.beanFactory.isTypeMatch(name, type))
				? this.beanFactory.getBean(name, type) : null;
	}

	/** The only bean of a type, {@code null} if there is none. */
	<T> @Nullable T only(Class<T> type) {
		return this.beanFactory.getBeanProvider(type).getIfAvailable();
	}

	List<String> namesOf(Class<?> type) {
		return List.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beanFactory, type));
	}

	/** Who is told what happens in a pool. */
	PoolListener listenerOf(String pool) {
		return new CompositePoolListener(servingPool(pool, PoolListener.class));
	}

	/** Fails if a bean is bound to a pool that does not exist, or cannot be bound. */
	void requireBoundToKnown(Collection<String> pools) {
		for (Class<?> type : BINDABLE) {
			for (String bean : namesOf(type)) {
				ForPools bound = boundTo(bean);
				if (bound != null) {
					requireSingleton(bean);
					requireKnown(bean, Stream.of(bound.value()).filter((pool) -> !pools.contains(pool)).toList(),
							pools);
				}
			}
		}
	}

	/**
	 * Fails if the class that a pool runs in its workers is a bean of this application
	 * too: it would be injected for the contract, and run in this process. A bean that is
	 * declared as the contract is meant to be one, whatever its class.
	 */
	void requireOnlyInWorkers(PoolSettings settings) {
		Class<?> contract = settings.pool().contract();
		String workerClass = settings.pool().workerClass();
		if (contract == null || workerClass == null) {
			return;
		}
		for (String bean : namesOf(contract)) {
			if (workerClass.equals(declaredClass(bean))) {
				throw new PoolConfigurationException(settings.property("worker-class"), workerClass,
						"the class is also the bean '%s' of this application, which would be injected for %s and run in this process instead of the workers of pool '%s'"
							.formatted(bean, contract.getName(), settings.name()),
						"Remove the annotation or the method that makes the class a bean, or exclude it from the scanning for components.");
			}
		}
	}

	private @Nullable String declaredClass(String bean) {
		if (holderOf(bean, this.beanFactory) instanceof ConfigurableListableBeanFactory holder
				&& holder.containsBeanDefinition(bean)) {
			BeanDefinition definition = holder.getMergedBeanDefinition(bean);
			Class<?> type = definition.getResolvableType().resolve();
			return (type != null) ? ClassUtils.getUserClass(type).getName() : definition.getBeanClassName();
		}
		return null;
	}

	private void requireSingleton(String bean) {
		if (!this.beanFactory.isSingleton(bean)) {
			throw new PoolConfigurationException("Bean '%s' has @ForPools but is not a singleton".formatted(bean),
					"Remove its scope, or @ForPools.");
		}
	}

	private static void requireKnown(String bean, List<String> unknown, Collection<String> pools) {
		if (!unknown.isEmpty()) {
			throw new PoolConfigurationException(
					"Bean '%s' is bound by @ForPools to %s, but no such pool is configured. Pools are: %s"
						.formatted(bean, quoted(unknown), quoted(pools)),
					"Correct the name in @ForPools, or add the pool to '%s.pools'."
						.formatted(IsolatedWorkersProperties.PREFIX));
		}
	}

	private @Nullable ForPools boundTo(String bean) {
		return (holderOf(bean, this.beanFactory) instanceof ListableBeanFactory holder)
				? holder.findAnnotationOnBean(bean, ForPools.class) : null;
	}

	/**
	 * The factory that has a bean itself: no other knows its singleton, nor the
	 * annotations of its method.
	 */
	static BeanFactory holderOf(String bean, BeanFactory factory) {
		return (factory instanceof HierarchicalBeanFactory child && !child.containsLocalBean(bean)
				&& child.getParentBeanFactory() != null) ? holderOf(bean, child.getParentBeanFactory()) : factory;
	}

	/** Names for a message, {@code none} if there are none. */
	static String quoted(Collection<String> names) {
		return names.isEmpty() ? "none" : "'" + String.join("', '", names) + "'";
	}

}
