package io.isolatedworkers.spring;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.driver.SharedBuffer;
import io.isolatedworkers.driver.thread.ThreadDriver;
import io.isolatedworkers.driver.thread.ThreadOptions;
import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.pool.PoolOptions;
import io.isolatedworkers.pool.WorkerPool;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A pool with threads that cannot be ended is up, and tells of them.
 */
class DegradedPoolTests {

	private static final MessageType<SharedBuffer, String> STUCK = MessageType.of("stuckUntil", SharedBuffer.class,
			String.class);

	@Test
	void healthAndMetricsShowAbandonedThreadsUntilTheyEnd() {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
		SharedBuffer released = SharedBuffer.allocate(1);
		try (WorkerPool pool = WorkerPool
			.builder("stuck", new ThreadDriver(), ThreadOptions.contract(Stuck.class, StuckImpl.class).build())
			.options(PoolOptions.defaults().withSize(1))
			.workerOptions(WorkerOptions.builder().cancelGrace(Duration.ofMillis(100)).build())
			.start(); WorkerPoolGauges gauges = new WorkerPoolGauges(new StartedPools(beans))) {
			beans.registerSingleton("stuck", pool);
			gauges.bindTo(registry);
			WorkerPoolHealthIndicator indicator = new WorkerPoolHealthIndicator("stuck", new StartedPools(beans));
			assertThat(indicator.health().getDetails()).doesNotContainKeys("degraded", "abandonedThreads");

			pool.send(STUCK, released).cancel(true);
			await().atMost(Duration.ofSeconds(30))
				.until(() -> pool.stats().degraded() && pool.stats().workers().get(0).active());
			Health health = indicator.health();
			assertThat(health.getStatus()).isEqualTo(Status.UP);
			assertThat(health.getDetails()).containsEntry("abandonedThreads", 1).containsKey("degraded");
			assertThat(registry.get("isolated.workers.abandoned.threads").gauge().value()).isEqualTo(1);

			released.view().put(0, (byte) 1);
			await().atMost(Duration.ofSeconds(30))
				.until(() -> !indicator.health().getDetails().containsKey("degraded"));
			assertThat(registry.get("isolated.workers.abandoned.threads").gauge().value()).isZero();
		}
		finally {
			released.view().put(0, (byte) 1);
		}
	}

	interface Stuck {

		String stuckUntil(SharedBuffer released);

	}

	static final class StuckImpl implements Stuck {

		@Override
		public String stuckUntil(SharedBuffer released) {
			while (released.view().get(0) == 0) {
				LockSupport.parkNanos(1_000_000);
				Thread.interrupted();
			}
			return "released";
		}

	}

}
