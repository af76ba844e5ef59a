package com.example.workers;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.isolatedworkers.driver.ChannelSettings;
import io.isolatedworkers.driver.ServerChannel;
import io.isolatedworkers.driver.ServerSettings;
import io.isolatedworkers.driver.StartupData;
import io.isolatedworkers.driver.WorkerDriver;
import io.isolatedworkers.driver.process.ChildProcessChannel;
import io.isolatedworkers.driver.process.ChildProcessDriver;
import io.isolatedworkers.driver.process.ChildProcessOptions;
import io.isolatedworkers.logging.Logger;
import io.isolatedworkers.pool.WorkerPool;
import io.isolatedworkers.serializer.Serializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Drivers, serializers and a logger of a user's are used where they are named.
 */
class OwnBeansTests {

	@Test
	void theUsersLoggerAndDriverWin() {
		TestApplication.runnerWithPool("images").withUserConfiguration(OwnLoggerAndDriver.class).run((context) -> {
			assertThat(context.getBean(OwnLoggerAndDriver.class).lines)
				.anyMatch((line) -> line.startsWith("Worker images-1"));
			assertThat(context).hasSingleBean(ChildProcessDriver.class).hasBean("ownDriver");
		});
	}

	@Test
	void aDriverOfTheUsersIsFoundByItsName() {
		TestApplication.runnerWithPool("images")
			.withPropertyValues("isolated-workers.pools.images.driver=own")
			.withUserConfiguration(OwnDriver.class)
			.run((context) -> {
				assertThat(echo(context, "images")).isEqualTo("x");
				assertThat(context.getBean("images", WorkerPool.class).stats().driver()).isEqualTo("own");
			});
	}

	@Test
	void serializersAreFoundByNameAndByBeanName() {
		TestApplication.runner()
			.withPropertyValues(TestApplication.pool("images"))
			.withPropertyValues(TestApplication.pool("thumbs"))
			.withPropertyValues("isolated-workers.pools.images.serializer=cbor",
					"isolated-workers.pools.thumbs.serializer=house")
			.withUserConfiguration(OwnSerializer.class)
			.run((context) -> {
				assertThat(echo(context, "images")).isEqualTo("x");
				assertThat(context.getBean("images", WorkerPool.class).stats().serializer())
					.isEqualTo("CborSerializer");
				assertThat(echo(context, "thumbs")).isEqualTo("x");
				assertThat(context.getBean("thumbs", WorkerPool.class).stats().serializer())
					.isEqualTo("HouseSerializer");
			});
	}

	private static String echo(AssertableApplicationContext context, String pool) {
		return context.getBean(pool + "Contract", ImageWorker.class).echo("x");
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnLoggerAndDriver implements Logger {

		final List<String> lines = new CopyOnWriteArrayList<>();

		@Bean
		ChildProcessDriver ownDriver() {
			return new ChildProcessDriver();
		}

		@Override
		public void debug(String message) {
			this.lines.add(message);
		}

		@Override
		public void info(String message) {
			this.lines.add(message);
		}

		@Override
		public void warn(String message, @Nullable Throwable cause) {
			this.lines.add(message);
		}

		@Override
		public void error(String message, @Nullable Throwable cause) {
			this.lines.add(message);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnDriver {

		@Bean
		WorkerDriver<ChildProcessOptions, ChildProcessChannel> driver() {
			ChildProcessDriver delegate = new ChildProcessDriver();
			return new WorkerDriver<>() {
				@Override
				public String name() {
					return "own";
				}

				@Override
				public ChildProcessChannel spawn(ChildProcessOptions options, ChannelSettings settings) {
					return delegate.spawn(options, settings);
				}

				@Override
				public StartupData startupData() {
					return delegate.startupData();
				}

				@Override
				public ServerChannel createServer(StartupData startupData, ServerSettings settings) {
					return delegate.createServer(startupData, settings);
				}
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnSerializer {

		@Bean
		Serializer house() {
			return new HouseSerializer();
		}

	}

}
