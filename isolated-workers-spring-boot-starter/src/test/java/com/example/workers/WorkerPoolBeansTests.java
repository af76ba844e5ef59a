package com.example.workers;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.isolatedworkers.client.WorkerClient;
import io.isolatedworkers.driver.WorkerDriver;
import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.pool.WorkerPool;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Pools and their contracts become beans.
 */
class WorkerPoolBeansTests {

	private static final MessageType<String, String> ECHO = MessageType.of("echo", String.class, String.class);

	@Test
	void theOnlyPoolInjectsAsClientPoolAndContract() {
		TestApplication.runnerWithPool("images").withUserConfiguration(OnlyPool.class).run((context) -> {
			OnlyPool injected = context.getBean(OnlyPool.class);
			assertThat(injected.client.send(ECHO, "paint").join()).isEqualTo("paint");
			assertThat(injected.worker.echo("canvas")).isEqualTo("canvas");
			assertThat(injected.client).isSameAs(injected.pool).isSameAs(context.getBean("images"));
			assertThat(injected.pool.name()).isEqualTo("images");
			assertThat(context.getBean("imagesContract")).isSameAs(injected.worker);
		});
	}

	@Test
	void severalPoolsInjectByQualifierByParameterNameAndAsMap() {
		TestApplication.runner()
			.withPropertyValues(TestApplication.pool("images"))
			.withPropertyValues(TestApplication.pool("thumbs"))
			.withUserConfiguration(TwoPools.class)
			.run((context) -> {
				TwoPools injected = context.getBean(TwoPools.class);
				assertThat(injected.images).isSameAs(context.getBean("images"));
				assertThat(injected.thumbs).isSameAs(context.getBean("thumbs"));
				assertThat(injected.clients).containsOnlyKeys("images", "thumbs")
					.containsEntry("images", injected.images);
				assertThat(injected.thumbsWorker.pid()).isEqualTo(pidOf(injected.thumbs))
					.isNotEqualTo(pidOf(injected.images));
				assertThat(injected.imagesWorker.pid()).isEqualTo(pidOf(injected.images));
			});
	}

	private static Long pidOf(WorkerPool pool) {
		return pool.stats().workers().get(0).pid();
	}

	@Test
	void poolsInheritTheDefaultsAndOverrideThem() {
		TestApplication.runner()
			.withInitializer(new ConfigDataApplicationContextInitializer())
			.withSystemProperties("spring.config.location=classpath:two-pools.yaml")
			.run((context) -> {
				ImageWorker heir = context.getBean("heirContract", ImageWorker.class);
				assertThat(poolOf(context, "heir").stats().size()).isEqualTo(1);
				assertThat(heir.environment("PAINT_COLOUR")).isEqualTo("red");
				assertThat(heir.systemProperty("who")).isEqualTo("defaults");
				ImageWorker rebel = context.getBean("rebelContract", ImageWorker.class);
				assertThat(poolOf(context, "rebel").stats().size()).isEqualTo(2);
				assertThat(rebel.environment("PAINT_COLOUR")).isEqualTo("blue");
				assertThat(rebel.environment("Brush_Size")).as("merged").isEqualTo("3");
				assertThat(rebel.systemProperty("who")).isEqualTo("rebel");
			});
	}

	private static WorkerPool poolOf(AssertableApplicationContext context, String name) {
		return context.getBean(name, WorkerPool.class);
	}

	@Test
	void nothingIsMadeWhenNoPoolIsConfigured() {
		TestApplication.runner().run((context) -> {
			assertThat(context).hasNotFailed()
				.doesNotHaveBean(WorkerClient.class)
				.doesNotHaveBean(WorkerDriver.class)
				.doesNotHaveBean("workersHealthContributor")
				.doesNotHaveBean("workersEndpoint");
			assertThat(starterBeans(context)).allMatch((type) -> type.endsWith("WorkerPoolAutoConfiguration")
					|| type.endsWith("IsolatedWorkersProperties"));
		});
	}

	@Test
	void nothingIsMadeWhenSwitchedOff() {
		TestApplication.runnerWithPool("images").withPropertyValues("isolated-workers.enabled=false").run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean(WorkerClient.class);
			assertThat(starterBeans(context)).isEmpty();
		});
	}

	private static List<String> starterBeans(AssertableApplicationContext context) {
		return Arrays.stream(context.getBeanDefinitionNames())
			.map((name) -> String.valueOf(context.getType(name)))
			.filter((type) -> type.contains("io.isolatedworkers"))
			.toList();
	}

	@Test
	void aContractBeanOfTheUsersIsPreferredToThatOfThePool() {
		TestApplication.runnerWithPool("images").withUserConfiguration(OwnContract.class).run((context) -> {
			assertThat(context.getBean(ImageWorker.class)).isSameAs(context.getBean("mine"));
			assertThat(context.getBean("imagesContract", ImageWorker.class).pid())
				.isEqualTo(pidOf(poolOf(context, "images")));
		});
	}

	@Test
	void aBeanWithThePoolsNameIsNotReplacedInSilence() {
		TestApplication.runnerWithPool("images").withUserConfiguration(OwnImages.class).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).hasMessageContaining("'images'")
				.hasMessageContaining("OwnImages")
				.hasMessageContaining("isolated-workers.pools.images");
		});
	}

	@Test
	void aPoolMadeInJavaIsABeanAmongTheOthers() {
		TestApplication.runnerWithPool("images").withUserConfiguration(OwnPool.class).run((context) -> {
			assertThat(context.getBeansOfType(WorkerClient.class)).containsOnlyKeys("images", "handmade");
			assertThat(context.getBean("handmade", WorkerClient.class).send(ECHO, "x").join()).isEqualTo("x");
		});
	}

	@Test
	void timesThatAreTooLongToCountMeanForEver() {
		TestApplication.runnerWithPool("images")
			.withPropertyValues(Stream
				.of("restart.delay", "restart.max-delay", "connection.delay", "connection.max-delay",
						"timeouts.startup", "timeouts.request", "timeouts.types.echo", "timeouts.cancel",
						"timeouts.close", "host-connect-timeout")
				.map((key) -> "isolated-workers.pools.images.%s=9999999999999d".formatted(key))
				.toArray(String[]::new))
			.run((context) -> {
				WorkerPool pool = context.getBean(WorkerPool.class);
				assertThat(pool.send(ECHO, "x").join()).isEqualTo("x");
				assertThat(pool.send(MessageType.of("sleep", Long.class, String.class), 100L).cancel(true)).isTrue();
				assertThat(pool.awaitIdle(Duration.ofSeconds(Long.MAX_VALUE))).isTrue();
			});
	}

	@Test
	void noProcessIsLeftWhenTheContextIsClosed() {
		TestApplication.runnerWithPool("images").run((context) -> {
			ProcessHandle worker = ProcessHandle.of(pidOf(poolOf(context, "images"))).orElseThrow();
			context.close();
			assertThat(worker.isAlive()).isFalse();
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class OnlyPool {

		@Autowired
		private WorkerClient client;

		@Autowired
		private WorkerPool pool;

		@Autowired
		private ImageWorker worker;

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoPools {

		private final WorkerPool images;

		private final ImageWorker imagesWorker;

		@Autowired
		@Qualifier("thumbs")
		private WorkerPool thumbs;

		@Autowired
		@Qualifier("thumbsContract")
		private ImageWorker thumbsWorker;

		@Autowired
		private Map<String, WorkerClient> clients;

		TwoPools(WorkerPool images, ImageWorker imagesContract) {
			this.images = images;
			this.imagesWorker = imagesContract;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnContract {

		@Bean
		ImageWorker mine() {
			return new ImageWorkerImpl();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnImages {

		@Bean
		List<String> images() {
			return List.of("a.png");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnPool {

		@Bean
		WorkerPool handmade() {
			return TestPools.start("handmade");
		}

	}

}
