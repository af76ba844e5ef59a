package com.example.workers;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.isolatedworkers.client.WorkerClient;
import io.isolatedworkers.command.CommandRouter;
import io.isolatedworkers.spring.CommandRouterAutoConfiguration;
import io.isolatedworkers.spring.WorkerPoolAutoConfiguration;
import io.isolatedworkers.spring.WorkerPoolsLifecycleAutoConfiguration;
import io.isolatedworkers.spring.WorkersEndpointAutoConfiguration;
import io.isolatedworkers.spring.WorkersHealthContributorAutoConfiguration;
import io.isolatedworkers.spring.WorkersMetricsAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application without the optional dependencies starts.
 */
class OptionalDependenciesTests {

	private static final List<String> OPTIONAL = List.of("spring-boot-actuator", "spring-boot-health", "micrometer",
			"spring-boot-starter-actuator", "spring-web", "tomcat", "spring-boot-jackson", "jackson-dataformat",
			"validation", "validator");

	@Test
	void anApplicationWithNoneOfThemOnItsClassPathStartsAndWorks() throws Exception {
		String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> OPTIONAL.stream().noneMatch(Path.of(entry).getFileName().toString()::contains))
			.collect(Collectors.joining(File.pathSeparator));
		Process application = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-cp", classPath, Main.class.getName())
			.redirectErrorStream(true)
			.start();
		String output = new String(application.getInputStream().readAllBytes());
		assertThat(application.waitFor(30, TimeUnit.SECONDS)).isTrue();
		assertThat(output).contains("answer: paint");
		assertThat(application.exitValue()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "org.springframework.boot.actuate", "org.springframework.boot.health",
			"org.springframework.boot.micrometer", "io.micrometer", "jakarta.validation" })
	void anApplicationWithoutOneOfThemStarts(String missing) {
		new ApplicationContextRunner().withUserConfiguration(OnlyTheStarter.class)
			.withPropertyValues(TestApplication.pool("images"))
			.withPropertyValues("isolated-workers.commands.enabled=true")
			.withPropertyValues("management.endpoints.jmx.exposure.include=workers", "spring.jmx.enabled=true")
			.withClassLoader(new FilteredClassLoader(missing))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(WorkerClient.class)
				.hasSingleBean(CommandRouter.class)
				.hasSingleBean(ImageWorker.class));
	}

	/** Leaves out what is not on the class path, as an application does. */
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ CommandRouterAutoConfiguration.class, WorkerPoolAutoConfiguration.class,
			WorkerPoolsLifecycleAutoConfiguration.class, WorkersHealthContributorAutoConfiguration.class,
			WorkersMetricsAutoConfiguration.class, WorkersEndpointAutoConfiguration.class })
	static class OnlyTheStarter {

	}

	/**
	 * The application that has none of them.
	 */
	static final class Main {

		private Main() {
		}

		public static void main(String... arguments) {
			try (ConfigurableApplicationContext context = new SpringApplicationBuilder(TestApplication.class)
				.properties(TestApplication.pool("images"))
				.properties("isolated-workers.commands.enabled=true")
				.run()) {
				System.out.println("answer: " + context.getBean(ImageWorker.class).echo("paint"));
			}
		}

	}

}
