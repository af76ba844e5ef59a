package com.example.workers;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import com.example.workers.OwnBeansTests.OwnLoggerAndDriver;
import io.isolatedworkers.driver.WorkerAddress;
import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.pool.WorkerPool;
import io.isolatedworkers.pool.WorkerStats;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * Pools whose workers outlive the application.
 */
@ExtendWith(OutputCaptureExtension.class)
class DetachedPoolTests {

	@TempDir
	private Path directory;

	private String[] properties() {
		return ThreadPoolTests.counter("model", "detached=true", "size=2", "state-directory=" + state());
	}

	private Path state() {
		return this.directory.resolve("state/model");
	}

	private ApplicationContextRunner runner() {
		return TestApplication.runner().withPropertyValues(properties());
	}

	private static List<Long> pids(ApplicationContext context) {
		return context.getBean(WorkerPool.class).stats().workers().stream().map(WorkerStats::pid).toList();
	}

	/** Ends what an application left, in whatever way its test ended. */
	@AfterEach
	void terminate() {
		if (Files.exists(state())) {
			AtomicReference<List<Long>> left = new AtomicReference<>();
			runner().run((context) -> {
				left.set(pids(context));
				context.getBean(WorkerPool.class).terminate();
			});
			await().until(() -> left.get().stream().noneMatch(DetachedPoolTests::isAlive));
		}
	}

	private static boolean isAlive(long pid) {
		return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
	}

	@Test
	void theNextStartOfAnApplicationFindsItsWorkersAsTheyWere() {
		AtomicReference<List<Long>> before = new AtomicReference<>();
		runner().run((context) -> {
			before.set(pids(context));
			assertThat(context.getBean(CounterWorker.class).next()).isEqualTo(1);
		});
		assertThat(before.get()).hasSize(2).allMatch(DetachedPoolTests::isAlive);
		runner().withUserConfiguration(OwnLoggerAndDriver.class).run((context) -> {
			assertThat(pids(context)).isEqualTo(before.get());
			assertThat(context.getBean(CounterWorker.class).next()).isEqualTo(2);
			assertThat(context.getBean(OwnLoggerAndDriver.class).lines)
				.contains("Worker model-1 was left behind by an earlier host and goes on");
		});
	}

	@Test
	void theWorkersOfAnApplicationThatWasKilledAreFoundAsTheyWere() throws Exception {
		Process application = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), Main.class.getName(),
				state().toString())
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
		try (BufferedReader lines = application.inputReader()) {
			String pids = lines.lines().filter((line) -> line.startsWith("pids ")).findFirst().orElseThrow();
			application.toHandle().destroyForcibly();
			assertThat(application.waitFor(60, TimeUnit.SECONDS)).isTrue();
			runner().run((context) -> {
				assertThat("pids " + pids(context)).isEqualTo(pids);
				assertThat(context.getBean(CounterWorker.class).next()).isEqualTo(2);
			});
		}
		finally {
			application.destroyForcibly();
		}
	}

	@Test
	void aRunningRequestEndsBeforeItsWorkerIsLeft() {
		AtomicReference<CompletableFuture<String>> running = new AtomicReference<>();
		String[] images = { "isolated-workers.pools.model.contract=" + ImageWorker.class.getName(),
				"isolated-workers.pools.model.worker-class=" + ImageWorkerImpl.class.getName() };
		runner().withPropertyValues(images).run((context) -> {
			running
				.set(context.getBean(WorkerPool.class).send(MessageType.of("sleep", Long.class, String.class), 500L));
			context.close();
		});
		assertThat(running.get()).isCompletedWithValue("slept");
	}

	@Test
	void anotherApplicationWithTheSameStateDirectoryCannotStart(CapturedOutput output) {
		runner().run((context) -> {
			fail();
			assertThat(output).contains("Property: isolated-workers.pools.model.state-directory")
				.contains("Value: \"" + state() + "\"")
				.contains("is in use by another pool, of this process or of another");
			assertThat(context.getBean(CounterWorker.class).next()).as("the first is not disturbed").isEqualTo(1);
		});
	}

	@Test
	void aWorkerThatLivesButRefusesFailsTheStart(CapturedOutput output) throws IOException {
		runner().run((context) -> assertThat(context).hasNotFailed());
		Path file = state().resolve("model-2.worker.json");
		String kept = Files.readString(file);
		WorkerAddress address = WorkerAddress.parse(kept);
		Files.writeString(file, new WorkerAddress(address.name(), address.driver(), address.socketPath(), address.pid(),
				address.startedAt(), "wrong")
			.toJson());
		fail();
		Files.writeString(file, kept);
		assertThat(output).contains("The pool 'model' cannot be started")
			.contains("Attaching to worker model-2 (pid %d)".formatted(address.pid()))
			.contains("token")
			.contains("%s keeps its address; to have another started in its place, end its process first"
				.formatted(state()));
		assertThat(isAlive(address.pid())).isTrue();
	}

	private void fail() {
		SpringApplicationBuilder application = new SpringApplicationBuilder(TestApplication.class)
			.web(WebApplicationType.NONE)
			.properties(properties());
		assertThat(catchThrowable(() -> application.run().close())).isNotNull();
	}

	@Test
	void standardOutputAndErrorGoWhereTheyShall() {
		Path out = this.directory.resolve("out.log");
		Path err = this.directory.resolve("err.log");
		TestApplication.runner()
			.withPropertyValues(ThreadPoolTests.counter("model", "output=" + out, "errors=" + err))
			.run((context) -> context.getBean(CounterWorker.class).print("hello"));
		assertThat(out).content().contains("out hello");
		assertThat(err).content().contains("err hello");
	}

	/**
	 * An application that waits to be killed.
	 */
	static final class Main {

		private Main() {
		}

		public static void main(String... arguments) throws InterruptedException {
			ApplicationContext context = new SpringApplicationBuilder(TestApplication.class)
				.web(WebApplicationType.NONE)
				.properties(
						ThreadPoolTests.counter("model", "detached=true", "size=2", "state-directory=" + arguments[0]))
				.run();
			context.getBean(CounterWorker.class).next();
			System.out.println("pids " + pids(context));
			new CountDownLatch(1).await();
		}

	}

}
