package io.isolatedworkers.spring;

import java.util.Map;
import java.util.Set;

import io.isolatedworkers.pool.WorkerPool;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches when at least one pool is configured and no parent of the context has started
 * the pools: parent and child usually have the same configuration.
 */
final class OnConfiguredPoolsCondition extends SpringBootCondition {

	private static final String POOLS = IsolatedWorkersProperties.PREFIX + ".pools";

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		Set<String> pools = Binder.get(context.getEnvironment())
			.bind(POOLS, Bindable.mapOf(String.class, Object.class))
			.orElse(Map.of())
			.keySet();
		ConditionMessage.Builder message = ConditionMessage.forCondition("Configured worker pools");
		if (pools.isEmpty()) {
			return ConditionOutcome.noMatch(message.because("'%s' is empty".formatted(POOLS)));
		}
		ListableBeanFactory parent = parentWithPools(context.getBeanFactory());
		if (parent != null) {
			pools.forEach((pool) -> requirePool(parent, pool));
			return ConditionOutcome.noMatch(message.because("a parent context has them"));
		}
		return ConditionOutcome.match(message.found("pool", "pools").items(pools));
	}

	private static @Nullable ListableBeanFactory parentWithPools(
			@Nullable ConfigurableListableBeanFactory beanFactory) {
		BeanFactory parent = (beanFactory != null) ? beanFactory.getParentBeanFactory() : null;
		return (parent instanceof ListableBeanFactory listable
				&& BeanFactoryUtils.beanNamesForTypeIncludingAncestors(listable, WorkerPools.class).length > 0)
						? listable : null;
	}

	private static void requirePool(ListableBeanFactory parent, String pool) {
		if (!parent.containsBean(pool) || !parent.isTypeMatch(pool, WorkerPool.class)) {
			throw new PoolConfigurationException("%s.%s".formatted(POOLS, pool), null,
					"the pool is configured for a context whose parent has started its pools without this one, and all pools belong to one context",
					"Configure the pool where those of the parent context are configured.");
		}
	}

}
