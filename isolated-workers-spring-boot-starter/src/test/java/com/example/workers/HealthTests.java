package com.example.workers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.pool.WorkerPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.actuate.endpoint.IndicatedHealthDescriptor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Health tells whether each pool can take requests.
 */
class HealthTests {

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private final ApplicationContextRunner runner = TestApplication.runnerWithPool("images");

	@Test
	void aPoolIsUpWhileAWorkerIsReadyDownWhileNoneIsAndOutOfServiceWhenClosed(@TempDir Path directory) {
		Path broken = directory.resolve("broken");
		this.runner
			.withPropertyValues("isolated-workers.pools.images.size=2",
					"isolated-workers.pools.images.restart.max-delay=100ms",
					"isolated-workers.pools.images.jvm.arguments=-D%s=%s".formatted(ImageWorkerImpl.BROKEN_FILE,
							broken),
					"management.endpoint.health.probes.enabled=true")
			.run((context) -> {
				assertThat(health(context).getStatus()).isEqualTo(Status.UP);
				assertThat(health(context).getDetails())
					.isEqualTo(Map.of("size", 2, "ready", 2L, "pending", 0, "queued", 0));

				Files.createFile(broken);
				WorkerPool pool = context.getBean(WorkerPool.class);
				kill(pool, 0);
				await().atMost(PATIENCE)
					.untilAsserted(() -> assertThat(health(context).getDetails()).containsEntry("ready", 1L));
				assertThat(health(context).getStatus()).as("one of two is left").isEqualTo(Status.UP);

				kill(pool, 1);
				await().atMost(PATIENCE)
					.untilAsserted(() -> assertThat(health(context).getStatus()).isEqualTo(Status.DOWN));
				assertThat(health(context).getDetails().get("lastFailure").toString()).isNotBlank();
				AvailabilityChangeEvent.publish(context, LivenessState.CORRECT);
				HealthEndpoint endpoint = context.getBean(HealthEndpoint.class);
				assertThat(endpoint.health().getStatus()).isEqualTo(Status.DOWN);
				assertThat(endpoint.healthForPath("liveness").getStatus()).isEqualTo(Status.UP);

				Files.delete(broken);
				await().atMost(PATIENCE)
					.untilAsserted(() -> assertThat(health(context).getStatus()).isEqualTo(Status.UP));

				pool.close();
				assertThat(health(context).getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
			});
	}

	@Test
	void aPoolWhoseOnlyWorkerIsDisconnectedIsDown() {
		TestApplication.runner()
			.withPropertyValues("isolated-workers.pools.images.size=1",
					"isolated-workers.pools.images.main-class=" + HidingWorker.class.getName(),
					"isolated-workers.pools.images.protocol=1",
					"isolated-workers.pools.images.connection.reconnect=true",
					"isolated-workers.pools.images.connection.delay=10m",
					"isolated-workers.pools.images.connection.max-delay=10m")
			.run((context) -> {
				assertThat(health(context).getStatus()).isEqualTo(Status.UP);
				context.getBean(WorkerPool.class).send(MessageType.of("hide", String.class, String.class), "now");
				await().atMost(PATIENCE)
					.untilAsserted(() -> assertThat(health(context).getStatus()).isEqualTo(Status.DOWN));
				assertThat(health(context).getDetails()).containsEntry("ready", 0L);
			});
	}

	private static void kill(WorkerPool pool, int worker) {
		Long pid = pool.stats().workers().get(worker).pid();
		assertThat(pid).isNotNull();
		ProcessHandle.of(pid).orElseThrow().destroyForcibly();
	}

	private static IndicatedHealthDescriptor health(AssertableApplicationContext context) {
		HealthDescriptor health = context.getBean(HealthEndpoint.class).healthForPath("workers", "images");
		return (IndicatedHealthDescriptor) health;
	}

	@Test
	void healthIsSwitchedOffByItsProperty() {
		this.runner.withPropertyValues("management.health.workers.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.hasBean("images")
				.doesNotHaveBean("workersHealthContributor"));
	}

	@Test
	void aContributorOfTheUsersWins() {
		this.runner.withUserConfiguration(OwnHealth.class)
			.run((context) -> assertThat(context.getBean(HealthEndpoint.class).healthForPath("workers").getStatus())
				.isEqualTo(new Status("MINE")));
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnHealth {

		@Bean
		HealthContributor workersHealthContributor() {
			return (HealthIndicator) () -> Health.status("MINE").build();
		}

	}

}
