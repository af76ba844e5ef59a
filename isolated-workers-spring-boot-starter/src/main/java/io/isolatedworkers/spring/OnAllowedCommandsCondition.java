package io.isolatedworkers.spring;

import java.util.ArrayList;
import java.util.List;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches when a pool or a guest may ask the application for something, unless
 * {@code isolated-workers.commands.enabled} says otherwise.
 */
final class OnAllowedCommandsCondition extends SpringBootCondition {

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("Allowed commands of workers");
		IsolatedWorkersProperties properties = Binder.get(context.getEnvironment())
			.bindOrCreate(IsolatedWorkersProperties.PREFIX, IsolatedWorkersProperties.class);
		Boolean enabled = properties.commands().enabled();
		if (enabled != null) {
			return new ConditionOutcome(enabled,
					message.because("'%s.enabled' is %s".formatted(CommandsProperties.PREFIX, enabled)));
		}
		List<String> allowed = new ArrayList<>(properties.commands().guests().keySet());
		properties.pools().forEach((name, pool) -> {
			if (pool.allow().something()) {
				allowed.add(name);
			}
		});
		return allowed.isEmpty() ? ConditionOutcome.noMatch(message.because("nobody is allowed anything"))
				: ConditionOutcome.match(message.found("pool or guest", "pools and guests").items(allowed));
	}

}
