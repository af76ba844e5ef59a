package com.example.workers;

import java.time.Duration;

import io.isolatedworkers.pool.WorkerPool;
import io.isolatedworkers.pool.WorkerState;
import io.isolatedworkers.pool.WorkerStats;
import io.isolatedworkers.spring.WorkersEndpoint;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.actuate.endpoint.IndicatedHealthDescriptor;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A pool that keeps a worker to take over.
 */
class SparePoolTests {

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	@Test
	void aSpareTakesOverAndShowsEverywhere() {
		TestApplication.runnerWithPool("images")
			.withPropertyValues("isolated-workers.pools.images.spares=1",
					"management.endpoints.jmx.exposure.include=workers", "spring.jmx.enabled=true")
			.run((context) -> {
				WorkerPool pool = context.getBean(WorkerPool.class);
				await().atMost(PATIENCE)
					.untilAsserted(() -> assertThat(pool.stats().count(WorkerState.SPARE)).isEqualTo(1));
				WorkersEndpoint endpoint = context.getBean(WorkersEndpoint.class);
				assertThat(endpoint.pool("images").size()).isEqualTo(1);
				assertThat(endpoint.pool("images").spares()).isEqualTo(1);
				assertThat(endpoint.worker("images", "images-2").state()).isEqualTo(WorkerState.SPARE);
				assertThat(health(context).getDetails()).containsEntry("ready", 1L).containsEntry("spares", 1L);
				assertThat(spares(context)).isEqualTo(1);
				assertThat(takeovers(context)).isZero();

				Long spare = endpoint.worker("images", "images-2").pid();
				ProcessHandle.of(pidOf(pool, WorkerState.READY)).orElseThrow().destroyForcibly();
				await().atMost(PATIENCE).untilAsserted(() -> assertThat(takeovers(context)).isEqualTo(1));
				assertThat(endpoint.worker("images", "images-2").state()).isEqualTo(WorkerState.READY);
				assertThat(endpoint.worker("images", "images-2").pid()).isEqualTo(spare);
				await().atMost(PATIENCE).untilAsserted(() -> assertThat(spares(context)).isEqualTo(1));
			});
	}

	private static long pidOf(WorkerPool pool, WorkerState state) {
		return pool.stats()
			.workers()
			.stream()
			.filter((worker) -> worker.state() == state)
			.map(WorkerStats::pid)
			.findFirst()
			.orElseThrow();
	}

	private static double spares(AssertableApplicationContext context) {
		return context.getBean(MeterRegistry.class)
			.get("isolated.workers.workers")
			.tags("pool", "images", "state", "spare")
			.gauge()
			.value();
	}

	private static double takeovers(AssertableApplicationContext context) {
		return context.getBean(MeterRegistry.class)
			.get("isolated.workers.takeovers")
			.tag("pool", "images")
			.counter()
			.count();
	}

	private static IndicatedHealthDescriptor health(AssertableApplicationContext context) {
		return (IndicatedHealthDescriptor) context.getBean(HealthEndpoint.class).healthForPath("workers", "images");
	}

}
