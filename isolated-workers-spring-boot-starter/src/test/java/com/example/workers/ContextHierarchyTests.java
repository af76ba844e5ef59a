package com.example.workers;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.isolatedworkers.client.WorkerClient;
import io.isolatedworkers.message.Middleware;
import io.isolatedworkers.pool.WorkerPool;
import io.isolatedworkers.spring.ForPools;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Contexts with a parent have the pools of the parent.
 */
class ContextHierarchyTests {

	private static SpringApplicationBuilder builder(Class<?> type) {
		return new SpringApplicationBuilder(type).web(WebApplicationType.NONE).logStartupInfo(false);
	}

	@Test
	void poolsOfTheParentAreNotStartedAgainInTheChild() {
		SpringApplicationBuilder parentBuilder = builder(TestApplication.class)
			.properties(TestApplication.pool("images"));
		try (ConfigurableApplicationContext child = parentBuilder.child(TestApplication.class, Injected.class)
			.web(WebApplicationType.NONE)
			.run(); ConfigurableApplicationContext parent = parentBuilder.context()) {
			assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive)).hasSize(1);
			WorkerPool pool = parent.getBean(WorkerPool.class);
			assertThat(child.getBean(Injected.class).client).isSameAs(pool);
			assertThat(child.getBean(Injected.class).worker.echo("paint")).isEqualTo("paint");
			child.close();
			assertThat(pool.isActive()).isTrue();
			parent.close();
			assertThat(pool.isActive()).isFalse();
		}
	}

	@Test
	void aBeanOfTheParentServesThePoolsThatItIsBoundToOnly() {
		SpringApplicationBuilder parentBuilder = builder(Shared.class);
		try (ConfigurableApplicationContext child = parentBuilder.child(TestApplication.class)
			.web(WebApplicationType.NONE)
			.properties(TestApplication.pool("images"))
			.properties(TestApplication.pool("thumbs"))
			.run(); ConfigurableApplicationContext parent = parentBuilder.context()) {
			child.getBean("imagesContract", ImageWorker.class).echo("x");
			assertThat(parent.getBean(Shared.class).seen).isEmpty();
			child.getBean("thumbsContract", ImageWorker.class).echo("x");
			assertThat(parent.getBean(Shared.class).seen).contains("echo");
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Injected {

		private final WorkerClient client;

		private final ImageWorker worker;

		Injected(WorkerClient client, ImageWorker worker) {
			this.client = client;
			this.worker = worker;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Shared {

		private final List<String> seen = new CopyOnWriteArrayList<>();

		@Bean
		@ForPools("thumbs")
		Middleware thumbsOnly() {
			return (message, direction) -> {
				this.seen.add(message.type());
				return message;
			};
		}

	}

}
