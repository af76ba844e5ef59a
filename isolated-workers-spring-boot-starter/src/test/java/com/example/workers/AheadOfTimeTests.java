package com.example.workers;

import java.util.Map;

import io.isolatedworkers.client.WorkerClient;
import org.junit.jupiter.api.Test;

import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.test.tools.CompileWithForkedClassLoader;
import org.springframework.core.test.tools.TestCompiler;
import org.springframework.javapoet.ClassName;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application whose beans were worked out at build time starts its pools.
 */
class AheadOfTimeTests {

	private static final TestPropertyValues PROPERTIES = TestPropertyValues.of(TestApplication.pool("images"))
		.and(TestApplication.pool("thumbs"))
		.and("management.endpoints.jmx.exposure.include=workers", "spring.jmx.enabled=true");

	@Test
	@CompileWithForkedClassLoader
	@SuppressWarnings("unchecked")
	void poolsContractsAndActuatorWork() {
		TestGenerationContext generation = new TestGenerationContext(TestApplication.class);
		AnnotationConfigApplicationContext atBuildTime = new AnnotationConfigApplicationContext();
		PROPERTIES.applyTo(atBuildTime);
		atBuildTime.register(TestApplication.class, PoolBindingTests.OrderedMiddleware.class);
		ClassName initializer = new ApplicationContextAotGenerator().processAheadOfTime(atBuildTime, generation);
		assertThat(ProcessHandle.current().children()).as("nothing is started at build time").isEmpty();
		generation.writeGeneratedContent();
		TestCompiler.forSystem().with(generation).compile((compiled) -> {
			try (GenericApplicationContext context = new GenericApplicationContext()) {
				PROPERTIES.applyTo(context);
				compiled.getInstance(ApplicationContextInitializer.class, initializer.toString()).initialize(context);
				context.refresh();
				assertThat(context.getBeansOfType(WorkerClient.class)).containsOnlyKeys("images", "thumbs");
				Map<String, ImageWorker> contracts = context.getBeansOfType(ImageWorker.class);
				assertThat(contracts).containsOnlyKeys("imagesContract", "thumbsContract");
				assertThat(contracts.get("imagesContract").echo("x")).isEqualTo("x-bound");
				assertThat(contracts.get("thumbsContract").echo("x")).isEqualTo("x");
				assertThat(context.containsBean("workersHealthContributor")).isTrue();
				assertThat(context.containsBean("workersEndpoint")).isTrue();
			}
		});
	}

}
