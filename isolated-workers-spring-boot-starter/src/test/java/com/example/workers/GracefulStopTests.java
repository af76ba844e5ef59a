package com.example.workers;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.isolatedworkers.client.WorkerClient;
import io.isolatedworkers.client.WorkerClosedException;
import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.pool.WorkerPool;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerGracefulShutdownLifecycle;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An application that stops lets requests end first.
 */
class GracefulStopTests {

	private static final MessageType<Long, String> SLEEP = MessageType.of("sleep", Long.class, String.class);

	@Test
	void aRunningRequestEndsBeforeItsPoolIsClosed() {
		AtomicReference<CompletableFuture<String>> running = new AtomicReference<>();
		AtomicReference<CompletableFuture<String>> waiting = new AtomicReference<>();
		TestApplication.runnerWithPool("images").run((context) -> {
			WorkerPool pool = context.getBean(WorkerPool.class);
			running.set(pool.send(SLEEP, 500L));
			waiting.set(pool.send(SLEEP, 100L));
			context.close();
			assertThat(pool.isActive()).isFalse();
		});
		assertThat(running.get()).isCompletedWithValue("slept");
		assertThat(waiting.get()).isCompletedWithValue("slept");
	}

	@Test
	void aPoolThatIsMadeInJavaEndsItsRequestsToo() {
		AtomicReference<CompletableFuture<String>> running = new AtomicReference<>();
		TestApplication.runner().withUserConfiguration(MadeInJava.class).run((context) -> {
			running.set(context.getBean("handmade", WorkerPool.class).send(SLEEP, 500L));
			context.close();
		});
		assertThat(running.get()).isCompletedWithValue("slept");
	}

	@Test
	void noThreadIsLeftWhenTheTimeIsUp() {
		TestApplication.runnerWithPool("images")
			.withPropertyValues("spring.lifecycle.timeout-per-shutdown-phase=200ms",
					"isolated-workers.pools.images.timeouts.close=1s")
			.run((context) -> {
				context.getBean(WorkerPool.class).send(SLEEP, 600_000L);
				context.close();
			});
		await().atMost(Duration.ofSeconds(30))
			.until(() -> Thread.getAllStackTraces()
				.keySet()
				.stream()
				.noneMatch((thread) -> thread.getName().equals("isolated-workers-drain")));
	}

	@Test
	void aRequestThatTakesTooLongFailsWhenTheTimeIsUp() {
		AtomicReference<CompletableFuture<String>> running = new AtomicReference<>();
		TestApplication.runnerWithPool("images")
			.withPropertyValues("spring.lifecycle.timeout-per-shutdown-phase=200ms",
					"isolated-workers.pools.images.timeouts.close=1s")
			.run((context) -> {
				WorkerPool pool = context.getBean(WorkerPool.class);
				running.set(pool.send(SLEEP, 60_000L));
				ProcessHandle worker = workerOf(pool);
				context.close();
				assertThat(worker.isAlive()).isFalse();
			});
		assertThat(running.get()).failsWithin(Duration.ZERO)
			.withThrowableThat()
			.withCauseInstanceOf(WorkerClosedException.class);
	}

	@Test
	void aRequestEndsAlthoughTheJvmWasToldToTerminate() throws Exception {
		assertThat(terminate("--spring.main.register-shutdown-hook=true")).contains("answer: slept");
	}

	@Test
	void theJvmExitsWhereCodeSaysThatTheApplicationIsNotClosedAtExit() throws Exception {
		terminate(Main.NO_SHUTDOWN_HOOK);
	}

	@Test
	void nothingIsWaitedForWhereTheApplicationIsNotClosedAtExit() throws Exception {
		assertThat(terminate("--spring.main.register-shutdown-hook=false", "--sleep=60000"))
			.doesNotContain("answer: slept");
	}

	/**
	 * Returns what an application writes that is told to terminate while a request runs.
	 */
	private static List<String> terminate(String... arguments) throws Exception {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-cp", System.getProperty("java.class.path"), Main.class.getName()));
		command.addAll(List.of(arguments));
		Process application = new ProcessBuilder(command).redirectErrorStream(true).start();
		try (BufferedReader output = application.inputReader()) {
			assertThat(output.lines().anyMatch("sent"::equals)).isTrue();
			// Process.destroy would close the streams too
			application.toHandle().destroy();
			assertThat(application.waitFor(30, TimeUnit.SECONDS)).isTrue();
			return output.lines().toList();
		}
		finally {
			application.destroyForcibly();
		}
	}

	@Test
	void poolsStopAfterTheWebServer() {
		TestApplication.runnerWithPool("images").run((context) -> {
			SmartLifecycle lifecycle = context.getBean("workerPoolsLifecycle", SmartLifecycle.class);
			assertThat(lifecycle.isRunning()).isTrue();
			assertThat(lifecycle.getPhase()).isEqualTo(Integer.MAX_VALUE / 2)
				.isLessThan(WebServerGracefulShutdownLifecycle.SMART_LIFECYCLE_PHASE - 1024);
		});
	}

	@Test
	void aContextThatIsStoppedAndStartedAgainKeepsItsWorkers() {
		TestApplication.runnerWithPool("images").run((context) -> {
			ImageWorker worker = context.getBean(ImageWorker.class);
			long pid = worker.pid();
			context.stop();
			context.start();
			assertThat(worker.pid()).isEqualTo(pid);
			assertThat(stillRunning(context)).isTrue();
		});
	}

	private static boolean stillRunning(ApplicationContext context) {
		return context.getBean("workerPoolsLifecycle", SmartLifecycle.class).isRunning();
	}

	@Test
	void theWorkersOfAContextThatCannotStartEnd() {
		TestApplication.runnerWithPool("images").withUserConfiguration(FailsAfterThePool.class).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).rootCause().hasMessage("a bean of a test's");
			assertThat(FailsAfterThePool.worker.get().isAlive()).isFalse();
		});
	}

	private static ProcessHandle workerOf(WorkerPool pool) {
		Long pid = pool.stats().workers().get(0).pid();
		assertThat(pid).isNotNull();
		return ProcessHandle.of(pid).orElseThrow();
	}

	@Configuration(proxyBeanMethods = false)
	static class MadeInJava {

		@Bean
		WorkerPool handmade() {
			return TestPools.start("handmade");
		}

		@Bean
		@Lazy
		WorkerPool neverNeeded() {
			throw new IllegalStateException("a pool that nobody needs is not made to be stopped");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FailsAfterThePool {

		private static final AtomicReference<ProcessHandle> worker = new AtomicReference<>();

		@Bean
		Object failing(WorkerPool images) {
			worker.set(workerOf(images));
			throw new IllegalStateException("a bean of a test's");
		}

	}

	/**
	 * An application that is told to terminate while a request runs.
	 */
	static final class Main {

		static final String NO_SHUTDOWN_HOOK = "no-shutdown-hook";

		private Main() {
		}

		public static void main(String... arguments) {
			ApplicationContext context = new SpringApplicationBuilder(TestApplication.class)
				.registerShutdownHook(!List.of(arguments).contains(NO_SHUTDOWN_HOOK))
				.properties(TestApplication.pool("images"))
				.web(WebApplicationType.NONE)
				.run(arguments);
			long millis = context.getEnvironment().getProperty("sleep", Long.class, 1_500L);
			CompletableFuture<String> answer = context.getBean(WorkerClient.class).send(SLEEP, millis);
			System.out.println("sent");
			System.out
				.println("answer: " + answer.handle((result, failure) -> (failure != null) ? failure : result).join());
		}

	}

}
