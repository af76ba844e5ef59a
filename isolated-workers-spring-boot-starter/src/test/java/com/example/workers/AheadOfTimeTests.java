package com.example.workers;

import java.util.Map;

import io.isolatedworkers.client.WorkerClient;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.core.test.tools.CompileWithForkedClassLoader;

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
	void poolsContractsAndActuatorWork() {
		BuiltAhead application = new BuiltAhead(PROPERTIES, PoolBindingTests.OrderedMiddleware.class);
		assertThat(ProcessHandle.current().children()).as("nothing is started at build time").isEmpty();
		application.run((context) -> {
			assertThat(context.getBeansOfType(WorkerClient.class)).containsOnlyKeys("images", "thumbs");
			Map<String, ImageWorker> contracts = context.getBeansOfType(ImageWorker.class);
			assertThat(contracts).containsOnlyKeys("imagesContract", "thumbsContract");
			assertThat(contracts.get("imagesContract").echo("x")).isEqualTo("x-bound");
			assertThat(contracts.get("thumbsContract").echo("x")).isEqualTo("x");
			assertThat(context.containsBean("workersHealthContributor")).isTrue();
			assertThat(context.containsBean("workersEndpoint")).isTrue();
		});
	}

}
