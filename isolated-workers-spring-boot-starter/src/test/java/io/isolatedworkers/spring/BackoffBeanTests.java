package io.isolatedworkers.spring;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.isolatedworkers.socket.Backoff;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Waits that are answered by a bean, of connections and of restarts.
 */
class BackoffBeanTests {

	private static final String DEFAULTS = "isolated-workers.defaults.";

	private static final String POOL = "isolated-workers.pools.images.";

	private final DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();

	BackoffBeanTests() {
		Backoff linear = (attempt) -> Duration.ofSeconds(attempt + 1);
		this.beanFactory.registerSingleton("linear", linear);
		this.beanFactory.registerSingleton("other", Backoff.ofMillis((attempt) -> 1));
	}

	@Test
	void aNamedBeanAnswersTheWaits() {
		for (String prefix : new String[] { POOL, DEFAULTS }) {
			assertThat(connection(Map.of(prefix + "connection.backoff", "linear")).delay(1))
				.isEqualTo(Duration.ofSeconds(2));
			assertThat(restart(Map.of(prefix + "restart.backoff", "linear")).delay(1)).isEqualTo(Duration.ofSeconds(2));
		}
	}

	@Test
	void theWaitsOfABeanAreCapped() {
		assertThat(connection(Map.of(POOL + "connection.backoff", "linear")).delay(100)).as("by the default")
			.isEqualTo(Duration.ofSeconds(5));
		assertThat(restart(Map.of(POOL + "restart.backoff", "linear")).delay(100)).as("by the default")
			.isEqualTo(Duration.ofSeconds(10));
		assertThat(
				connection(Map.of(POOL + "connection.backoff", "linear", DEFAULTS + "connection.max-delay", "1500ms"))
					.delay(1))
			.isEqualTo(Duration.ofMillis(1_500));
	}

	@Test
	void whoeverSetsEitherFormDecides() {
		assertThat(
				connection(Map.of(DEFAULTS + "connection.delay", "1h", POOL + "connection.backoff", "linear")).delay(0))
			.isEqualTo(Duration.ofSeconds(1));
		assertThat(connection(Map.of(DEFAULTS + "connection.backoff", "linear", POOL + "connection.delay", "10ms"))
			.delay(0)).isBetween(Duration.ofMillis(5), Duration.ofMillis(10));
	}

	@Test
	void bothFormsInOnePlaceAreRefused() {
		assertThatExceptionOfType(PoolConfigurationException.class)
			.isThrownBy(() -> restart(Map.of(POOL + "restart.backoff", "linear", POOL + "restart.delay", "1s")))
			.withMessage(POOL + "restart.backoff is 'linear': 'delay' is set beside it, to PT1S, "
					+ "and only one of the two can answer the waits");
	}

	@Test
	void anUnknownBeanIsNamedWithThoseThatExist() {
		assertThatExceptionOfType(PoolConfigurationException.class)
			.isThrownBy(() -> connection(Map.of(DEFAULTS + "connection.backoff", "cubic")))
			.withMessage(DEFAULTS + "connection.backoff is 'cubic': there is no Backoff bean of this name. "
					+ "Those that exist are: 'linear', 'other'");
	}

	private Backoff connection(Map<String, String> properties) {
		return PoolOptionsMapper.processOptions(settings(properties), resolver()).connection().backoff();
	}

	private Backoff restart(Map<String, String> properties) {
		return PoolOptionsMapper.poolOptions(settings(properties), resolver()).restartBackoff();
	}

	private BackoffResolver resolver() {
		return new BackoffResolver(new PoolBeans(this.beanFactory));
	}

	private static PoolSettings settings(Map<String, String> properties) {
		Map<String, String> all = new HashMap<>(properties);
		all.put(POOL + "command", "node");
		IsolatedWorkersProperties bound = new Binder(new MapConfigurationPropertySource(all))
			.bindOrCreate(IsolatedWorkersProperties.PREFIX, IsolatedWorkersProperties.class);
		return new PoolSettings("images", bound.pools().get("images"), bound.defaults());
	}

}
