package com.example.workers;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.isolatedworkers.client.RemoteWorkerException;
import io.isolatedworkers.client.SendOptions;
import io.isolatedworkers.client.WorkerCrashedException;
import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.pool.PoolListener;
import io.isolatedworkers.pool.WorkerPool;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Metrics count and time what happens in pools.
 */
class MetricsTests {

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private static final MessageType<Long, String> SLEEP = MessageType.of("sleep", Long.class, String.class);

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final ApplicationContextRunner runner = TestApplication.runnerWithPool("images")
		.withBean(MeterRegistry.class, () -> this.registry);

	@Test
	void requestsAreTimedByTypeAndOutcome() {
		this.runner.run((context) -> {
			ImageWorker worker = context.getBean(ImageWorker.class);
			worker.echo("a");
			worker.echo("b");
			assertThatExceptionOfType(RemoteWorkerException.class).isThrownBy(() -> worker.fail("no paint left"));
			assertThat(worker.sleep(20)).isEqualTo("slept");
			assertThat(requests("echo", "success").count()).isEqualTo(2);
			assertThat(requests("fail", "error").count()).isEqualTo(1);
			assertThat(requests("sleep", "success").totalTime(TimeUnit.MILLISECONDS)).isGreaterThanOrEqualTo(20);
		});
	}

	private Timer requests(String type, String outcome) {
		return this.registry.get("isolated.workers.requests")
			.tags("pool", "images", "type", type, "outcome", outcome)
			.timer();
	}

	@Test
	void pendingAndQueuedRequestsAreShownWhileTheyLast() {
		this.runner.run((context) -> {
			WorkerPool pool = context.getBean(WorkerPool.class);
			CompletableFuture<String> running = pool.send(SLEEP, 60_000L, SendOptions.defaults());
			CompletableFuture<String> waiting = pool.send(SLEEP, 60_000L, SendOptions.defaults());
			assertThat(gauge("isolated.workers.pending").value()).isEqualTo(2);
			assertThat(gauge("isolated.workers.queued").value()).isEqualTo(1);
			waiting.cancel(true);
			running.cancel(true);
			await().atMost(PATIENCE)
				.untilAsserted(() -> assertThat(gauge("isolated.workers.pending").value()).isZero());
			assertThat(gauge("isolated.workers.queued").value()).isZero();
		});
	}

	@Test
	void aKilledWorkerCountsAsCrashAndItsReplacementAsRestart() {
		this.runner.run((context) -> {
			assertThat(workers("ready")).isEqualTo(1);
			assertThat(counter("isolated.workers.crashes")).isZero();
			assertThat(counter("isolated.workers.restarts")).isZero();
			ImageWorker worker = context.getBean(ImageWorker.class);
			ProcessHandle.of(worker.pid()).orElseThrow().destroyForcibly();
			await().atMost(PATIENCE).untilAsserted(() -> assertThat(counter("isolated.workers.restarts")).isEqualTo(1));
			assertThat(counter("isolated.workers.crashes")).isEqualTo(1);
			assertThat(workers("ready")).isEqualTo(1);
			assertThat(workers("restarting")).isZero();

			assertThatExceptionOfType(WorkerCrashedException.class).isThrownBy(() -> worker.exit(7));
			assertThat(requests("exit", "crashed").count()).isEqualTo(1);
			await().atMost(PATIENCE).untilAsserted(() -> assertThat(counter("isolated.workers.crashes")).isEqualTo(2));
		});
	}

	private double workers(String state) {
		return this.registry.get("isolated.workers.workers").tags("pool", "images", "state", state).gauge().value();
	}

	private double counter(String name) {
		return this.registry.get(name).tag("pool", "images").counter().count();
	}

	private Gauge gauge(String name) {
		return this.registry.get(name).tag("pool", "images").gauge();
	}

	@Test
	void gaugesAreNumbersWhenThePoolIsClosedAndGoneWhenTheContextIs() {
		this.runner.run((context) -> {
			context.getBean(WorkerPool.class).close();
			System.gc();
			assertThat(gauge("isolated.workers.pending").value()).isZero();
			assertThat(workers("closed")).isEqualTo(1);
			context.close();
			assertThat(this.registry.getMeters().stream().map(Meter::getId))
				.noneMatch((id) -> id.getName().startsWith("isolated.workers") && id.getType() == Meter.Type.GAUGE);
		});
	}

	@Test
	void metricsGiveWayToBeansOfTheirNames() {
		this.runner.withBean("workerPoolMetrics", Object.class, Object::new)
			.withBean("workerPoolGauges", Object.class, Object::new)
			.run((context) -> {
				context.getBean(ImageWorker.class).echo("a");
				assertThat(this.registry.getMeters())
					.noneMatch((meter) -> meter.getId().getName().startsWith("isolated"));
			});
	}

	@Test
	void aPoolThatIsMadeInJavaHasTheMetricsThatItsListenerCounts() {
		this.runner.withUserConfiguration(MadeInJava.class).run((context) -> {
			WorkerPool pool = context.getBean("handmade", WorkerPool.class);
			pool.contract(ImageWorker.class).echo("a");
			assertThat(this.registry.get("isolated.workers.requests").tag("pool", "handmade").timer().count())
				.isEqualTo(1);
			assertThat(this.registry.get("isolated.workers.pending").tag("pool", "handmade").gauge().value()).isZero();
		});
	}

	@Test
	void aRequestThatTimesOutIsTimedAsSuch() {
		this.runner.withPropertyValues("isolated-workers.pools.images.timeouts.types.sleep=50ms").run((context) -> {
			WorkerPool pool = context.getBean(WorkerPool.class);
			assertThat(pool.send(SLEEP, 60_000L)).failsWithin(Duration.ofSeconds(10));
			assertThat(requests("sleep", "timeout").count()).isEqualTo(1);
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class MadeInJava {

		@Bean
		WorkerPool handmade(@Qualifier("workerPoolMetrics") PoolListener metrics) {
			return TestPools.start("handmade", metrics);
		}

	}

}
