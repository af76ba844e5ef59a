package io.isolatedworkers.spring;

import java.time.Duration;
import java.util.function.Function;

import io.isolatedworkers.socket.Backoff;
import io.isolatedworkers.spring.IsolatedWorkersProperties.Defaults;
import org.jspecify.annotations.Nullable;

/**
 * Finds the waits that a pool sets: a bean that answers them, or the first of waits that
 * double. Of a pool and the defaults, the one that sets either decides.
 */
final class BackoffResolver {

	private final PoolBeans beans;

	BackoffResolver(PoolBeans beans) {
		this.beans = beans;
	}

	/**
	 * Finds the waits.
	 * @param settings the keys of the pool
	 * @param group what the names of the three properties begin with
	 * @param reader finds the three properties
	 * @param byDefault what is used in place of what is not set
	 * @return the waits, capped
	 */
	Backoff resolve(PoolSettings settings, String group, Function<Defaults, Waits> reader, Limits byDefault) {
		Duration maxDelay = settings.map(group + ".max-delay", (keys) -> reader.apply(keys).maxDelay(),
				byDefault.maxDelay(), BackoffResolver::checked);
		Waits waits = settings.get((keys) -> reader.apply(keys).orNull());
		if (waits != null && waits.backoff() != null) {
			return bean(settings, group + ".backoff", (keys) -> reader.apply(keys).backoff(), waits).atMost(maxDelay);
		}
		Duration delay = settings.map(group + ".delay", (keys) -> reader.apply(keys).delay(), byDefault.delay(),
				BackoffResolver::checked);
		return Backoff.exponential(delay, maxDelay);
	}

	private Backoff bean(PoolSettings settings, String key, Function<Defaults, @Nullable String> reader, Waits waits) {
		if (waits.delay() != null) {
			throw settings.invalid(key, reader,
					"'delay' is set beside it, to %s, and only one of the two can answer the waits"
						.formatted(waits.delay()),
					"Remove 'delay' or 'backoff'.");
		}
		Backoff bean = this.beans.find(String.valueOf(waits.backoff()), Backoff.class);
		if (bean == null) {
			throw settings.invalid(key, reader,
					"there is no Backoff bean of this name. Those that exist are: "
							+ PoolBeans.quoted(this.beans.namesOf(Backoff.class)),
					"Correct the name, or define the bean.");
		}
		return bean;
	}

	/** Returns the value if a backoff can be made of it. */
	private static Duration checked(Duration value) {
		Backoff.exponential(value, value);
		return value;
	}

	/** What one level of the configuration says of the waits. */
	record Waits(@Nullable String backoff, @Nullable Duration delay, @Nullable Duration maxDelay) {

		@Nullable Waits orNull() {
			return (this.backoff != null || this.delay != null) ? this : null;
		}

	}

	/** The library's own waits. */
	record Limits(Duration delay, Duration maxDelay) {

	}

}
