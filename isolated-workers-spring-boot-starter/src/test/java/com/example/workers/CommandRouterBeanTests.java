package com.example.workers;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.isolatedworkers.command.CommandClient;
import io.isolatedworkers.command.CommandClientOptions;
import io.isolatedworkers.command.CommandException;
import io.isolatedworkers.command.CommandProblem;
import io.isolatedworkers.command.CommandRouter;
import io.isolatedworkers.command.Commands;
import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.pool.WorkerPool;
import io.isolatedworkers.spring.WorkerCommand;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * When there is a router, whose it is, and from when to when it answers.
 */
class CommandRouterBeanTests {

	private static final String TOKEN = "a-secret-of-some-length";

	private static final String ALLOW = "isolated-workers.pools.archive.allow.execute=ai/later";

	private static final String[] GUEST = { "isolated-workers.commands.guests.script.token=" + TOKEN,
			"isolated-workers.commands.guests.script.allow.execute=ai/name" };

	private static final MessageType<Void, String> NAME = MessageType.withoutPayload("ai/name", String.class);

	/** A pool whose workers are threads, which start at once. */
	private static ApplicationContextRunner runnerWithPool() {
		return TestApplication.runner()
			.withUserConfiguration(CommandBeans.class)
			.withPropertyValues(WorkerCommandTests.pool("archive"))
			.withPropertyValues("isolated-workers.run-in-threads=true");
	}

	@Test
	void nothingStartsWhenNothingIsAllowed() {
		runnerWithPool().run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean(CommandRouter.class);
			assertThat(context.getBean(AskingWorker.class).execute("ai/later")).isEqualTo("no commands");
		});
	}

	@Test
	void nothingStartsWhenItIsSwitchedOff() {
		runnerWithPool().withPropertyValues(ALLOW, "isolated-workers.commands.enabled=false").run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean(CommandRouter.class);
			assertThat(context.getBean(AskingWorker.class).execute("ai/later")).isEqualTo("no commands");
		});
		runnerWithPool().withPropertyValues(ALLOW, "isolated-workers.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(CommandRouter.class));
	}

	@Test
	void aRouterThatIsWantedStartsWithoutAnyPool() {
		AtomicReference<Path> socket = new AtomicReference<>();
		TestApplication.runner().withPropertyValues("isolated-workers.commands.enabled=true").run((context) -> {
			socket.set(context.getBean(CommandRouter.class).socket());
			assertThat(socket.get()).exists();
		});
		assertThat(socket.get()).doesNotExist();
	}

	@Test
	void theUsersOwnRouterWins() {
		runnerWithPool().withUserConfiguration(OwnRouter.class).withPropertyValues(ALLOW).run((context) -> {
			assertThat(context).hasSingleBean(CommandRouter.class);
			assertThat(context.getBean(AskingWorker.class).execute("ai/later")).isEqualTo("mine");
		});
	}

	@Test
	void aGuestFindsTheRouterWhereBeansAreMadeLazily() {
		TestApplication.runner()
			.withUserConfiguration(CommandBeans.class)
			.withPropertyValues(GUEST[0], "isolated-workers.commands.guests.script.allow.execute=ai/later")
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> assertThat(
					context.getSourceApplicationContext().getBeanFactory().getSingleton("commandRouter"))
				.isInstanceOf(CommandRouter.class));
	}

	@Test
	void anEventIsNotTakenWhileNobodyListens() {
		TestApplication.runner()
			.withUserConfiguration(CommandBeans.class)
			.withPropertyValues(GUEST[0], "isolated-workers.commands.guests.script.allow.events=archive")
			.run((context) -> {
				CommandBeans.Listeners listeners = context.getBean(CommandBeans.Listeners.class);
				try (CommandClient guest = connect(context.getBean(CommandRouter.class).socket())) {
					context.getSourceApplicationContext().stop();
					assertThatExceptionOfType(CommandException.class)
						.isThrownBy(() -> guest.emitEvent("archive:progress", Map.of()))
						.withMessage("The application stops")
						.matches((failure) -> failure.problem() == CommandProblem.FAILED, "is sent again if stored");
					assertThat(listeners.all).isEmpty();
					context.getSourceApplicationContext().start();
					guest.emitEvent("archive:progress", Map.of());
					assertThat(listeners.all).hasSize(1);
				}
			});
	}

	@Test
	void aChildContextHasTheRouterOfItsParent() {
		SpringApplicationBuilder parentBuilder = new SpringApplicationBuilder(TestApplication.class, CommandBeans.class)
			.web(WebApplicationType.NONE)
			.logStartupInfo(false)
			.properties(WorkerCommandTests.pool("archive"))
			.properties(ALLOW, "isolated-workers.run-in-threads=true");
		try (ConfigurableApplicationContext child = parentBuilder.child(TestApplication.class)
			.web(WebApplicationType.NONE)
			.run(); ConfigurableApplicationContext parent = parentBuilder.context()) {
			CommandRouter router = parent.getBean(CommandRouter.class);
			assertThat(child.getBean(CommandRouter.class)).isSameAs(router);
			child.close();
			assertThat(router.socket()).exists();
			assertThat(parent.getBean(AskingWorker.class).execute("ai/later")).isEqualTo("[at, last]");
		}
	}

	@Test
	void aWorkerCanAskWhileItsLastRequestEnds() {
		AtomicReference<CompletableFuture<String>> last = new AtomicReference<>();
		AtomicReference<Path> socket = new AtomicReference<>();
		runnerWithPool().withPropertyValues(ALLOW).run((context) -> {
			socket.set(context.getBean(CommandRouter.class).socket());
			AskingWorker worker = context.getBean(AskingWorker.class);
			last.set(CompletableFuture.supplyAsync(() -> worker.executeLater("ai/later")));
			await().atMost(30, TimeUnit.SECONDS).until(() -> context.getBean(WorkerPool.class).pending() > 0);
			context.close();
		});
		assertThat(last.get()).succeedsWithin(30, TimeUnit.SECONDS).isEqualTo("[at, last]");
		assertThat(socket.get()).doesNotExist();
	}

	@Test
	void whoAsksBeforeTheApplicationIsUpWaitsForIt() throws Exception {
		Waiting.wait = new CountDownLatch(1);
		CompletableFuture<Path> socket = new CompletableFuture<>();
		Waiting.socket = socket;
		CompletableFuture<ConfigurableApplicationContext> starting = CompletableFuture.supplyAsync(
				() -> new SpringApplicationBuilder(TestApplication.class, Waiting.class).web(WebApplicationType.NONE)
					.logStartupInfo(false)
					.properties(GUEST)
					.properties("isolated-workers.commands.guests.script.allow.config=waiting.size", "waiting.size=3")
					.run());
		try (CommandClient guest = connect(socket.get(30, TimeUnit.SECONDS))) {
			CompletableFuture<String> name = guest.executeAsync(NAME, null);
			assertThat(guest.getConfig("waiting.size")).as("properties are there from the beginning").isEqualTo("3");
			assertThat(name).isNotDone();
			Waiting.wait.countDown();
			assertThat(name).succeedsWithin(30, TimeUnit.SECONDS).isEqualTo("up");
		}
		finally {
			Waiting.wait.countDown();
			starting.get(30, TimeUnit.SECONDS).close();
		}
	}

	private static CommandClient connect(Path socket) {
		return Commands.connect(socket, TOKEN, CommandClientOptions.defaults());
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnRouter {

		@Bean
		CommandRouter myRouter() {
			return CommandRouter.builder()
				.command(MessageType.withoutPayload("ai/later", String.class), (none, worker) -> "mine")
				.start();
		}

	}

	/** An application that gets up when it is told to. */
	@Configuration(proxyBeanMethods = false)
	static class Waiting {

		static volatile CountDownLatch wait = new CountDownLatch(1);

		static volatile CompletableFuture<Path> socket = new CompletableFuture<>();

		private volatile String name = "not up";

		@WorkerCommand("ai/name")
		String name() {
			return this.name;
		}

		@Bean
		SmartInitializingSingleton getUp(CommandRouter router) {
			return () -> {
				socket.complete(router.socket());
				try {
					wait.await(30, TimeUnit.SECONDS);
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
				this.name = "up";
			};
		}

	}

}
