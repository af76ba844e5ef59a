package com.example.workers;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.isolatedworkers.client.Request;
import io.isolatedworkers.client.WorkerListener;
import io.isolatedworkers.message.Direction;
import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.Middleware;
import io.isolatedworkers.pool.PoolListener;
import io.isolatedworkers.spring.ForPools;
import io.isolatedworkers.spring.WorkerPoolCustomizer;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Middleware, listeners and customizers serve the pools they are bound to.
 */
class PoolBindingTests {

	@Test
	void middlewareRunsInItsOrderAndOnlyForItsPools() {
		TestApplication.runner()
			.withPropertyValues(TestApplication.pool("images"))
			.withPropertyValues(TestApplication.pool("thumbs"))
			.withPropertyValues(TestApplication.pool("plain"))
			.withPropertyValues("isolated-workers.pools.thumbs.middleware=last,first",
					"isolated-workers.pools.plain.middleware=")
			.withBean("last", Last.class)
			.withBean("first", First.class)
			.withUserConfiguration(OrderedMiddleware.class)
			.run((context) -> {
				assertThat(echo(context, "images")).isEqualTo("x-first-bound-last");
				assertThat(echo(context, "thumbs")).as("listed by name").isEqualTo("x-last-first");
				assertThat(echo(context, "plain")).as("an empty list").isEqualTo("x");
			});
	}

	private static String echo(AssertableApplicationContext context, String pool) {
		return context.getBean(pool + "Contract", ImageWorker.class).echo("x");
	}

	@Test
	void aBindingToAPoolThatDoesNotExistFails() {
		TestApplication.runnerWithPool("images").withUserConfiguration(BoundToNothing.class).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).rootCause()
				.hasMessage(
						"Bean 'bound' is bound by @ForPools to 'thumbz', but no such pool is configured. Pools are: 'images'");
		});
	}

	@Test
	void listenersAndCustomizersServeThePoolsTheyAreBoundTo() {
		TestApplication.runner()
			.withPropertyValues(TestApplication.pool("images"))
			.withPropertyValues(TestApplication.pool("thumbs"))
			.withUserConfiguration(ListenersAndCustomizers.class)
			.run((context) -> {
				echo(context, "images");
				echo(context, "thumbs");
				ListenersAndCustomizers beans = context.getBean(ListenersAndCustomizers.class);
				assertThat(beans.heardByAll).as("told although another listener failed")
					.containsExactly("started images-1", "started thumbs-1", "echo SUCCESS", "echo SUCCESS");
				assertThat(beans.heardByThumbs).containsExactly("started thumbs-1", "echo SUCCESS");
				assertThat(beans.customized).containsExactly("first images", "first thumbs", "second thumbs");
				assertThat(beans.transactionIds).containsExactly("tx-images", "tx-thumbs");
			});
	}

	@Test
	void workerListenersHearTheWorkersOfTheirPools() {
		TestApplication.runner()
			.withPropertyValues(TestApplication.pool("images"))
			.withPropertyValues(TestApplication.pool("thumbs"))
			.withUserConfiguration(Listening.class)
			.run((context) -> {
				Listening beans = context.getBean(Listening.class);
				await().atMost(Duration.ofSeconds(30))
					.untilAsserted(() -> assertThat(beans.heardByAll).containsExactlyInAnyOrder("images-1 connects",
							"thumbs-1 connects"));
				await().atMost(Duration.ofSeconds(30))
					.untilAsserted(() -> assertThat(beans.heardByThumbs).containsExactly("thumbs-1 connects"));
			});
	}

	@Configuration(proxyBeanMethods = false)
	static class Listening {

		private final List<String> heardByAll = new CopyOnWriteArrayList<>();

		private final List<String> heardByThumbs = new CopyOnWriteArrayList<>();

		@Bean
		WorkerListener all() {
			return recorder(this.heardByAll);
		}

		@Bean
		@ForPools("thumbs")
		WorkerListener thumbsOnly() {
			return recorder(this.heardByThumbs);
		}

		private static WorkerListener recorder(List<String> heard) {
			return new WorkerListener() {
				@Override
				public void onConnect(String worker) {
					heard.add(worker + " connects");
				}
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OrderedMiddleware {

		@Bean
		@Order(2)
		@ForPools("images")
		Middleware bound() {
			return suffix("-bound");
		}

		static Middleware suffix(String suffix) {
			return (message, direction) -> (direction == Direction.SEND)
					? message.withPayload(message.payload() + suffix) : message;
		}

	}

	@Order(3)
	static class Last implements Middleware {

		@Override
		public Message apply(Message message, Direction direction) throws Exception {
			return OrderedMiddleware.suffix("-last").apply(message, direction);
		}

	}

	@Order(1)
	static class First implements Middleware {

		@Override
		public Message apply(Message message, Direction direction) throws Exception {
			return OrderedMiddleware.suffix("-first").apply(message, direction);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class BoundToNothing {

		@Bean
		@ForPools({ "images", "thumbz" })
		PoolListener bound() {
			return PoolListener.NONE;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ListenersAndCustomizers {

		private final List<String> heardByAll = new CopyOnWriteArrayList<>();

		private final List<String> heardByThumbs = new CopyOnWriteArrayList<>();

		private final List<String> customized = new CopyOnWriteArrayList<>();

		private final List<String> transactionIds = new CopyOnWriteArrayList<>();

		@Bean
		@Order(1)
		PoolListener failing() {
			return new PoolListener() {
				@Override
				public void requestEnded(String pool, String messageType, Request.Outcome outcome, Duration duration) {
					throw new IllegalStateException("a listener of a test's");
				}
			};
		}

		@Bean
		@Order(2)
		PoolListener all() {
			return recorder(this.heardByAll);
		}

		@Bean
		@ForPools("thumbs")
		PoolListener thumbsOnly() {
			return recorder(this.heardByThumbs);
		}

		private static PoolListener recorder(List<String> heard) {
			return new PoolListener() {
				@Override
				public void requestEnded(String pool, String messageType, Request.Outcome outcome, Duration duration) {
					heard.add(messageType + " " + outcome);
				}

				@Override
				public void workerStarted(String pool, String workerId, boolean restart) {
					heard.add("started " + workerId);
				}
			};
		}

		@Bean
		@Order(2)
		@ForPools("thumbs")
		WorkerPoolCustomizer second() {
			return (pool, options) -> this.customized.add("second " + pool);
		}

		@Bean
		@Order(1)
		WorkerPoolCustomizer first() {
			return (pool, options) -> {
				this.customized.add("first " + pool);
				options.transactionIds((message) -> "tx-" + pool);
			};
		}

		@Bean
		Middleware transactionIds() {
			return (message, direction) -> {
				if (direction == Direction.SEND) {
					this.transactionIds.add(message.tx());
				}
				return message;
			};
		}

	}

}
