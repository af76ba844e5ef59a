package io.isolatedworkers.spring;

import java.util.Map;
import java.util.Set;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches when at least one pool is configured.
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
		return pools.isEmpty() ? ConditionOutcome.noMatch(message.because("'%s' is empty".formatted(POOLS)))
				: ConditionOutcome.match(message.found("pool", "pools").items(pools));
	}

}
