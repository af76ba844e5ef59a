package com.example.workers;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.isolatedworkers.command.CommandRouter;
import io.isolatedworkers.command.WorkerIdentity;
import io.isolatedworkers.spring.WorkerCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * An application whose workers could never ask for what they are allowed does not start,
 * and says what to change.
 */
@ExtendWith(OutputCaptureExtension.class)
class WorkerCommandStartFailureTests {

	private static final String ALLOW = "isolated-workers.pools.archive.allow.";

	private static final String ENABLED = "isolated-workers.commands.enabled=true";

	private static final String GUEST = "isolated-workers.commands.guests.script.";

	@Test
	void twoMethodsOfOneNameAreBothNamed(CapturedOutput output) {
		fail(Twice.class, ENABLED);
		assertThat(output).contains("The command 'ai/generate' is there twice: ")
			.contains(Twice.class.getName() + ".another (bean '")
			.contains(CommandBeans.Assistant.class.getName() + ".generate (bean 'assistant')")
			.contains("Rename one of them in its @WorkerCommand, or remove it.");
	}

	@Test
	void aMethodWithTwoParametersToSendCannotWork(CapturedOutput output) {
		fail(TwoParameters.class, ENABLED);
		assertThat(output).contains(".mix (bean '")
			.contains("cannot be the command 'ai/mix': it has more than one parameter for what the worker sends.")
			.contains("Make a record of them.");
	}

	@Test
	void aPrivateMethodCannotWork(CapturedOutput output) {
		fail(Private.class, ENABLED);
		assertThat(output).contains("cannot be the command 'ai/private': it is private.");
	}

	@Test
	void aTypeThatIsNotKnownCannotBeRead(CapturedOutput output) {
		fail(Unknown.class, ENABLED);
		assertThat(output).contains("cannot be the command 'ai/any': The type java.util.Map")
			.contains("name a concrete type");
	}

	@Test
	void aNameOfTheLibraryIsRefused(CapturedOutput output) {
		fail(Dollar.class, ENABLED);
		assertThat(output).contains("cannot be the command '$ping'")
			.contains("names that begin with '$' belong to the library");
	}

	@Test
	void aProxyThatHidesTheMethodCannotWork(CapturedOutput output) {
		fail(Hidden.class, ENABLED);
		assertThat(output)
			.contains("cannot be the command 'ai/behind': the bean is a proxy that does not have the method.")
			.contains("spring.aop.proxy-target-class");
	}

	@Test
	void anUnknownCommandIsNamedWithThoseThatExist(CapturedOutput output) {
		fail(CommandBeans.class, ALLOW + "execute=ai/generate,ai/genrate");
		assertThat(output).contains("Property: isolated-workers.pools.archive.allow.execute")
			.contains("there is no command 'ai/genrate'. Those that exist are: 'ai/broken', 'ai/generate',")
			.contains("Correct the name, or put @WorkerCommand on a method of a bean.");
	}

	@Test
	void theNameOfASecretIsRefused(CapturedOutput output) {
		fail(CommandBeans.class, ALLOW + "config=archive.batch-size,archive.api-k.ey");
		assertThat(output).contains("Property: isolated-workers.pools.archive.allow.config")
			.contains("Value: \"archive.api-k.ey\"")
			.contains("the name is that of a secret, which workers never get: it has 'key' in it");
	}

	@Test
	void sessionsNeedABeanThatFindsThem(CapturedOutput output) {
		fail(Object.class, ALLOW + "sessions=true");
		assertThat(output).contains("Property: isolated-workers.pools.archive.allow.sessions")
			.contains("Define a bean of type io.isolatedworkers.spring.SessionLookup, or remove the property.");
	}

	@Test
	void workersThatOutliveTheApplicationNeedADirectoryThatIsKept(CapturedOutput output) {
		fail(CommandBeans.class, ALLOW + "execute=ai/generate", "isolated-workers.pools.archive.detached=true",
				"isolated-workers.pools.archive.state-directory=/tmp/never-made");
		assertThat(output).contains("Property: isolated-workers.pools.archive.allow")
			.contains("Set 'isolated-workers.commands.directory' to a directory that only this application uses.");
	}

	@Test
	void aGuestNeedsATokenOfSomeLengthThatIsNotShown(CapturedOutput output) {
		fail(CommandBeans.class, GUEST + "allow.execute=ai/generate");
		assertThat(output).contains("Property: isolated-workers.commands.guests.script.token");
		fail(CommandBeans.class, GUEST + "token=tooshort");
		assertThat(output).contains("The token of guest 'script' has 8 characters; it needs at least 16")
			.doesNotContain("tooshort");
	}

	@Test
	void aGuestIsNotNamedLikeAPool(CapturedOutput output) {
		fail(CommandBeans.class, ALLOW + "execute=ai/generate",
				"isolated-workers.commands.guests.archive.token=a-secret-of-some-length");
		assertThat(output).contains("Property: isolated-workers.commands.guests.archive")
			.contains("there is a pool of that name");
	}

	@Test
	void aLimitOutOfRangeIsNamed(CapturedOutput output) {
		fail(CommandBeans.class, ENABLED, "isolated-workers.commands.max-depth=0");
		assertThat(output).contains("Property: isolated-workers.commands.max-depth").contains("Value: \"0\"");
	}

	@Test
	void whatTheUsersOwnRouterCannotKnowIsNotIgnored(CapturedOutput output) {
		fail(OwnRouter.class, ALLOW + "execute=ai/generate", "isolated-workers.commands.max-depth=3");
		assertThat(output).contains("Property: isolated-workers.commands.max-depth")
			.contains("the application has a CommandRouter bean of its own, which was made without the property");
	}

	private static void fail(Class<?> configuration, String... properties) {
		SpringApplicationBuilder application = new SpringApplicationBuilder(TestApplication.class, configuration)
			.web(WebApplicationType.NONE)
			.logStartupInfo(false)
			.properties(Arrays.stream(properties).anyMatch((property) -> property.startsWith(ALLOW))
					? WorkerCommandTests.pool("archive") : new String[0]);
		String[] arguments = Arrays.stream(properties).map((property) -> "--" + property).toArray(String[]::new);
		assertThat(catchThrowable(() -> application.run(arguments).close())).isNotNull();
	}

	static class Twice extends CommandBeans {

		@WorkerCommand("ai/generate")
		String another(WorkerIdentity worker) {
			return worker.pool();
		}

	}

	static class TwoParameters {

		@WorkerCommand("ai/mix")
		String mix(String one, WorkerIdentity worker, String other) {
			return one + other;
		}

	}

	static class Private {

		@WorkerCommand("ai/private")
		private String hidden() {
			return "";
		}

	}

	static class Unknown {

		@WorkerCommand("ai/any")
		<T> List<T> any(Map<String, T> some) {
			return List.copyOf(some.values());
		}

	}

	static class Dollar {

		@WorkerCommand("$ping")
		void ping() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Hidden {

		@Bean
		static Interceptor interceptor() {
			return new Interceptor();
		}

		@Bean
		Behind behind() {
			return new Behind();
		}

	}

	static class Behind implements Runnable {

		@WorkerCommand("ai/behind")
		public String behind() {
			return "";
		}

		@Override
		public void run() {
		}

	}

	/** Puts a proxy of interfaces in front of a bean. */
	static class Interceptor implements BeanPostProcessor {

		@Override
		public Object postProcessAfterInitialization(Object bean, String name) {
			return (bean instanceof Behind) ? new ProxyFactory(bean).getProxy() : bean;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnRouter {

		@Bean
		CommandRouter router() {
			return CommandRouter.builder().start();
		}

	}

}
