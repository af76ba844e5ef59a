package com.example.workers;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;

import io.isolatedworkers.driver.WorkerDriver;
import io.isolatedworkers.driver.thread.ThreadChannel;
import io.isolatedworkers.driver.thread.ThreadDriver;
import io.isolatedworkers.driver.thread.ThreadOptions;
import io.isolatedworkers.pool.WorkerPool;
import io.isolatedworkers.server.Handlers;
import io.isolatedworkers.server.WorkerServer;
import io.isolatedworkers.server.WorkerServerOptions;
import io.isolatedworkers.spring.WorkersEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Pools whose workers run in threads of the application.
 */
@ExtendWith(OutputCaptureExtension.class)
class ThreadPoolTests {

	private static final String POOL = "isolated-workers.pools.%s.";

	private static ApplicationContextRunner runner(String... pools) {
		ApplicationContextRunner runner = TestApplication.runner();
		for (String pool : pools) {
			runner = runner.withPropertyValues(counter(pool));
		}
		return runner;
	}

	/** The properties of a pool of one counter, and more of the same pool. */
	static String[] counter(String pool, String... more) {
		String prefix = POOL.formatted(pool);
		String[] keys = { "size=1", "contract=" + CounterWorker.class.getName(),
				"worker-class=" + CounterWorkerImpl.class.getName() };
		return Stream.concat(Arrays.stream(keys), Arrays.stream(more))
			.map((key) -> prefix + key)
			.toArray(String[]::new);
	}

	private static CounterWorker counterOf(AssertableApplicationContext context, String pool) {
		return context.getBean(pool + "Contract", CounterWorker.class);
	}

	@Test
	void workersRunInThisProcessAndDoNotShareStatics() {
		runner("one", "two").withPropertyValues("isolated-workers.defaults.driver=thread").run((context) -> {
			assertThat(counterOf(context, "one").next()).isEqualTo(1);
			assertThat(counterOf(context, "one").next()).isEqualTo(2);
			assertThat(counterOf(context, "two").next()).isEqualTo(1);
			assertThat(CounterWorkerImpl.count).hasValue(0);
			assertThat(counterOf(context, "one").pid()).isEqualTo(ProcessHandle.current().pid());
			assertThat(counterOf(context, "one").threadName()).startsWith("one-1/");
		});
	}

	@Test
	void healthAndTheEndpointShowThemAsAnyOther() {
		runner("one")
			.withPropertyValues("isolated-workers.pools.one.driver=thread",
					"management.endpoints.web.exposure.include=*", "management.endpoints.jmx.exposure.include=*",
					"spring.jmx.enabled=true")
			.run((context) -> {
				assertThat(context.getBean(HealthEndpoint.class).healthForPath("workers", "one").getStatus())
					.isEqualTo(Status.UP);
				assertThat(context.getBean(WorkersEndpoint.class).pools().pools().get("one").driver())
					.isEqualTo(ThreadDriver.NAME);
			});
	}

	@Test
	void noThreadIsLeftWhenTheApplicationHasEnded() {
		runner("gone").withPropertyValues("isolated-workers.pools.gone.driver=thread")
			.run((context) -> assertThat(counterOf(context, "gone").next()).isEqualTo(1));
		assertThat(Thread.getAllStackTraces().keySet()).noneMatch((thread) -> thread.getName().startsWith("gone-1/"));
	}

	@Test
	void workerDataAreThoseOfTheDefaultsAndOfThePool() {
		runner("thread", "process")
			.withPropertyValues("isolated-workers.defaults.data.model=small", "isolated-workers.defaults.data.unit=cm",
					"isolated-workers.pools.thread.driver=thread", "isolated-workers.pools.thread.data.model=large")
			.run((context) -> {
				assertThat(counterOf(context, "thread").data()).containsOnly(Map.entry("model", "large"),
						Map.entry("unit", "cm"));
				assertThat(counterOf(context, "process").data()).containsOnly(Map.entry("model", "small"),
						Map.entry("unit", "cm"));
			});
	}

	@Test
	void theStackSizeHoldsForThreadsAndForProcesses() {
		runner("thread", "process", "deepThread", "deepProcess")
			.withPropertyValues("isolated-workers.pools.thread.driver=thread",
					"isolated-workers.pools.deepThread.driver=thread", "isolated-workers.defaults.jvm.stack-size=512KB",
					"isolated-workers.pools.deepThread.jvm.stack-size=64MB",
					"isolated-workers.pools.deepProcess.jvm.stack-size=64MB")
			.run((context) -> {
				assertThat(counterOf(context, "deepThread").depth())
					.isGreaterThan(10 * counterOf(context, "thread").depth());
				assertThat(counterOf(context, "deepProcess").depth())
					.isGreaterThan(10 * counterOf(context, "process").depth());
			});
	}

	@Test
	void objectsOfSharedTypesAreHandedOverByReference() {
		runner("shared", "copied")
			.withPropertyValues("isolated-workers.defaults.driver=thread",
					"isolated-workers.pools.shared.shared-types=" + Box.class.getName())
			.run((context) -> {
				Box box = new Box();
				assertThat(counterOf(context, "copied").put(box)).isNotSameAs(box);
				assertThat(box.getContent()).isEmpty();
				assertThat(counterOf(context, "shared").put(box)).isSameAs(box);
				assertThat(box.getContent()).startsWith("from shared-1/");
			});
	}

	@Test
	void whatIsInheritedForProcessesIsNotUsed() {
		runner("thread")
			.withPropertyValues("isolated-workers.pools.thread.driver=thread", "isolated-workers.defaults.jvm.heap=1MB",
					"isolated-workers.defaults.environment.A=b", "isolated-workers.defaults.detached=true",
					"isolated-workers.defaults.output=discard")
			.run((context) -> assertThat(counterOf(context, "thread").next()).isEqualTo(1));
	}

	@Test
	void aMainClassThatNamesTheDriverRunsInThreads() {
		TestApplication.runner()
			.withPropertyValues("isolated-workers.pools.main.driver=thread", "isolated-workers.pools.main.size=1",
					"isolated-workers.pools.main.main-class=" + ThreadMain.class.getName(),
					"isolated-workers.pools.main.contract=" + CounterWorker.class.getName())
			.run((context) -> assertThat(counterOf(context, "main").pid()).isEqualTo(ProcessHandle.current().pid()));
	}

	@Test
	void aMainClassThatNamesNoDriverSaysThatItHasTo() {
		TestApplication.runner()
			.withPropertyValues("isolated-workers.pools.main.driver=thread", "isolated-workers.pools.main.size=1",
					"isolated-workers.pools.main.main-class=" + OldWorker.class.getName())
			.run((context) -> {
				assertThat(context).hasFailed();
				assertThat(context.getStartupFailure()).rootCause()
					.hasMessageContaining("a worker of another driver must name that driver");
			});
	}

	@Test
	void aThreadDriverOfTheUsersIsFoundByItsName() {
		runner("one").withPropertyValues("isolated-workers.pools.one.driver=own")
			.withUserConfiguration(OwnDriver.class)
			.run((context) -> {
				assertThat(counterOf(context, "one").pid()).isEqualTo(ProcessHandle.current().pid());
				assertThat(context.getBean(WorkerPool.class).stats().driver()).isEqualTo("own");
			});
	}

	@Test
	void everyWorkerClassRunsInThreadsWhereThatIsWanted(CapturedOutput output) {
		runner("images", "thumbs")
			.withPropertyValues("isolated-workers.run-in-threads=true", "isolated-workers.pools.images.jvm.heap=64MB",
					"isolated-workers.defaults.environment.A=b",
					"isolated-workers.pools.old.main-class=" + OldWorker.class.getName(),
					"isolated-workers.pools.old.size=1", "isolated-workers.pools.old.protocol=1")
			.run((context) -> {
				assertThat(counterOf(context, "images").pid()).isEqualTo(ProcessHandle.current().pid());
				assertThat(counterOf(context, "thumbs").pid()).isEqualTo(ProcessHandle.current().pid());
				assertThat(context.getBean("old", WorkerPool.class).stats().driver()).isEqualTo("child-process");
			});
		assertThat(output).containsOnlyOnce("Pool images runs in threads of this JVM")
			.contains("as 'isolated-workers.run-in-threads' says. Ignored: 'jvm.heap', 'environment'")
			.contains("as 'isolated-workers.run-in-threads' says. Ignored: 'environment'")
			.contains(
					"Pool old does not run in threads although 'isolated-workers.run-in-threads' is set: it has a main-class");
	}

	@Test
	void whatIsRefusedOtherwiseIsRefusedWhereAllRunInThreads() {
		runner("images")
			.withPropertyValues("isolated-workers.run-in-threads=true", "isolated-workers.pools.images.output=lgo")
			.run((context) -> assertThat(context).hasFailed());
	}

	/**
	 * A main class for threads.
	 */
	static final class ThreadMain {

		private ThreadMain() {
		}

		public static void main(String... arguments) {
			WorkerServer.start(Handlers.builder().contract(CounterWorker.class, new CounterWorkerImpl()).build(),
					WorkerServerOptions.builder().driver(new ThreadDriver()).build());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnDriver {

		@Bean
		@SuppressWarnings("unchecked")
		WorkerDriver<ThreadOptions, ThreadChannel> driver() {
			ThreadDriver delegate = new ThreadDriver();
			return (WorkerDriver<ThreadOptions, ThreadChannel>) Proxy.newProxyInstance(getClass().getClassLoader(),
					new Class<?>[] { WorkerDriver.class }, (proxy, method, arguments) -> {
						try {
							return method.getName().equals("name") ? "own" : method.invoke(delegate, arguments);
						}
						catch (InvocationTargetException ex) {
							throw ex.getCause();
						}
					});
		}

	}

}
