package com.example.workers;

import io.isolatedworkers.pool.WorkerPool;
import io.isolatedworkers.spring.WorkersEndpoint;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where beans are initialized lazily, a pool starts when it is needed, not when it is
 * looked at.
 */
class LazyPoolTests {

	@Test
	void aPoolIsNotStartedByLookingAtIt() {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		TestApplication.runnerWithPool("images")
			.withPropertyValues("management.endpoints.jmx.exposure.include=workers", "spring.jmx.enabled=true")
			.withBean(MeterRegistry.class, () -> registry)
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> {
				HealthEndpoint health = context.getBean(HealthEndpoint.class);
				WorkersEndpoint endpoint = context.getBean(WorkersEndpoint.class);
				context.getBean(MeterRegistry.class);
				assertThat(health.healthForPath("workers", "images").getStatus()).isEqualTo(Status.UNKNOWN);
				assertThat(endpoint.pools().pools()).isEmpty();
				assertThat(registry.get("isolated.workers.pending").gauge().value()).isZero();
				assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive)).isEmpty();

				assertThat(context.getBean(WorkerPool.class).isConnected()).isTrue();
				assertThat(health.healthForPath("workers", "images").getStatus()).isEqualTo(Status.UP);
				assertThat(endpoint.pools().pools()).containsOnlyKeys("images");
				assertThat(registry.get("isolated.workers.workers")
					.tags("pool", "images", "state", "ready")
					.gauge()
					.value()).isEqualTo(1);
			});
	}

}
