package com.example.workers;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.isolatedworkers.command.CommandRouter;
import io.isolatedworkers.command.WorkerIdentity;
import io.isolatedworkers.spring.WorkerCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

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

	@ParameterizedTest
	@MethodSource
	void aMethodThatCannotBeACommandIsNamed(Class<?> configuration, List<String> said, CapturedOutput output) {
		fail(configuration, ENABLED);
		assertThat(output).contains(said);
	}

	static Stream<Arguments> aMethodThatCannotBeACommandIsNamed() {
		return Stream.of(
				method("two methods of one name are both named", Twice.class,
						"The command 'ai/generate' is there twice: ", Twice.class.getName() + ".another (bean '",
						CommandBeans.Assistant.class.getName() + ".generate (bean 'assistant')",
						"Rename one of them in its @WorkerCommand, or remove it."),
				method("two parameters to send", TwoParameters.class, ".mix (bean '",
						"cannot be the command 'ai/mix': it has more than one parameter for what the worker sends.",
						"Make a record of them."),
				method("private", Private.class, "cannot be the command 'ai/private': it is private."),
				method("a type that is not known cannot be read", Unknown.class,
						"cannot be the command 'ai/any': The type java.util.Map", "name a concrete type"),
				method("a name of the library", Dollar.class, "cannot be the command '$ping'",
						"names that begin with '$' belong to the library"),
				method("a proxy hides the method", Hidden.class,
						"cannot be the command 'ai/behind': the bean is a proxy that does not have the method.",
						"spring.aop.proxy-target-class"));
	}

	private static Arguments method(String why, Class<?> configuration, String... said) {
		return Arguments.argumentSet(why, configuration, List.of(said));
	}

	@ParameterizedTest
	@MethodSource
	void aPropertyThatCannotBeUsedIsNamed(Class<?> configuration, List<String> properties, List<String> said,
			CapturedOutput output) {
		fail(configuration, properties.toArray(String[]::new));
		assertThat(output).contains(said);
	}

	static Stream<Arguments> aPropertyThatCannotBeUsedIsNamed() {
		return Stream.of(
				property("an unknown command is named with those that exist", CommandBeans.class,
						List.of(ALLOW + "execute=ai/generate,ai/genrate"), ALLOW + "execute",
						"there is no command 'ai/genrate'. Those that exist are: 'ai/broken', 'ai/generate',",
						"Correct the name, or put @WorkerCommand on a method of a bean."),
				property("the name of a secret", CommandBeans.class,
						List.of(ALLOW + "config=archive.batch-size,archive.api-k.ey"), ALLOW + "config",
						"Value: \"archive.api-k.ey\"",
						"the name is that of a secret, which workers never get: it has 'key' in it"),
				property("sessions need a bean that finds them", Object.class, List.of(ALLOW + "sessions=true"),
						ALLOW + "sessions",
						"Define a bean of type io.isolatedworkers.spring.SessionLookup, or remove the property."),
				property("workers that outlive the application need a directory that is kept", CommandBeans.class,
						List.of(ALLOW + "execute=ai/generate", "isolated-workers.pools.archive.detached=true",
								"isolated-workers.pools.archive.state-directory=/tmp/never-made"),
						"isolated-workers.pools.archive.allow",
						"Set 'isolated-workers.commands.directory' to a directory that only this application uses."),
				property("a guest needs a token", CommandBeans.class, List.of(GUEST + "allow.execute=ai/generate"),
						GUEST + "token"),
				property("a guest is not named like a pool", CommandBeans.class,
						List.of(ALLOW + "execute=ai/generate",
								"isolated-workers.commands.guests.archive.token=a-secret-of-some-length"),
						"isolated-workers.commands.guests.archive", "there is a pool of that name"),
				property("a limit is out of range", CommandBeans.class,
						List.of(ENABLED, "isolated-workers.commands.max-depth=0"),
						"isolated-workers.commands.max-depth", "Value: \"0\""),
				property("the user's own router cannot know it", OwnRouter.class,
						List.of(ALLOW + "execute=ai/generate", "isolated-workers.commands.max-depth=3"),
						"isolated-workers.commands.max-depth",
						"the application has a CommandRouter bean of its own, which was made without the property"));
	}

	private static Arguments property(String why, Class<?> configuration, List<String> properties, String named,
			String... said) {
		List<String> all = Stream.concat(Stream.of("Property: " + named), Arrays.stream(said)).toList();
		return Arguments.argumentSet(why, configuration, properties, all);
	}

	@Test
	void aGuestsTokenNeedsSomeLengthAndIsNotShown(CapturedOutput output) {
		fail(CommandBeans.class, GUEST + "token=tooshort");
		assertThat(output).contains("The token of guest 'script' has 8 characters; it needs at least 16")
			.doesNotContain("tooshort");
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
