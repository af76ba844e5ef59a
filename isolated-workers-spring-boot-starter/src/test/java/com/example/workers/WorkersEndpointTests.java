package com.example.workers;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.Map;

import io.isolatedworkers.pool.WorkerPool;
import io.isolatedworkers.pool.WorkerStats;
import io.isolatedworkers.spring.WorkerPoolCustomizer;
import io.isolatedworkers.spring.WorkersEndpoint;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.skyscreamer.jsonassert.JSONAssert;
import org.skyscreamer.jsonassert.JSONCompareMode;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The endpoint shows pools and workers, over HTTP as a user sees it.
 */
class WorkersEndpointTests {

	private static final HttpClient client = HttpClient.newHttpClient();

	private static ConfigurableApplicationContext application;

	@BeforeAll
	static void start() {
		application = new SpringApplicationBuilder(TestApplication.class).logStartupInfo(false)
			.properties(TestApplication.pool("images"))
			.properties("isolated-workers.pools.old.main-class=" + OldWorker.class.getName(),
					"isolated-workers.pools.old.size=1", "isolated-workers.pools.old.protocol=1",
					"isolated-workers.pools.old.jvm.heap=64MB", "server.port=0",
					"management.endpoints.web.exposure.include=workers")
			.run();
		application.getBean(ImageWorker.class).echo("hello");
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@Test
	void allPoolsAreShownWithTheirWorkers() throws Exception {
		HttpResponse<String> response = get("");
		assertThat(response.statusCode()).isEqualTo(200);
		WorkerStats images = worker("images");
		WorkerStats old = worker("old");
		JSONAssert.assertEquals("""
				{"pools": {
				  "images": {"driver": "child-process", "serializer": "JsonSerializer", "protocol": 2, "size": 1,
				    "spares": 0, "pending": 0, "queued": 0, "abandonedThreads": 0, "workers": [
				      {"id": "images-1", "pid": %d, "state": "READY", "active": true, "connected": true,
				       "pending": 0, "completed": 1, "failed": 0, "restarts": 0, "startedAt": "%s"}]},
				  "old": {"driver": "child-process", "serializer": "JsonSerializer", "protocol": 1, "size": 1,
				    "spares": 0, "pending": 0, "queued": 0, "abandonedThreads": 0, "workers": [
				      {"id": "old-1", "pid": %d, "state": "READY", "active": true, "connected": true,
				       "pending": 0, "completed": 0, "failed": 0, "restarts": 0, "startedAt": "%s"}]}
				}}""".formatted(images.pid(), images.startedAt(), old.pid(), old.startedAt()), response.body(),
				JSONCompareMode.STRICT);
	}

	@Test
	void onePoolIsShownByItsName() throws Exception {
		HttpResponse<String> response = get("/images");
		assertThat(response.statusCode()).isEqualTo(200);
		JSONAssert.assertEquals("""
				{"driver": "child-process", "size": 1, "workers": [{"id": "images-1"}]}""", response.body(),
				JSONCompareMode.LENIENT);
	}

	@Test
	void oneWorkerIsShownByItsId() throws Exception {
		HttpResponse<String> response = get("/images/images-1");
		assertThat(response.statusCode()).isEqualTo(200);
		JSONAssert.assertEquals("""
				{"id": "images-1", "pid": %d, "state": "READY"}""".formatted(worker("images").pid()), response.body(),
				JSONCompareMode.LENIENT);
		assertThat(worker("images").startedAt()).isBefore(Instant.now());
	}

	@Test
	void whatDoesNotExistIsNotFound() throws Exception {
		assertThat(get("/nope").statusCode()).isEqualTo(404);
		assertThat(get("/nope/images-1").statusCode()).isEqualTo(404);
		assertThat(get("/images/images-2").statusCode()).isEqualTo(404);
	}

	@Test
	void theEndpointIsMadeOnlyWhereItIsExposed() {
		ApplicationContextRunner runner = TestApplication.runnerWithPool("images");
		runner.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(WorkersEndpoint.class));
		runner
			.withPropertyValues("management.endpoints.jmx.exposure.include=workers", "spring.jmx.enabled=true",
					"management.endpoint.workers.access=NONE")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(WorkersEndpoint.class));
	}

	@Test
	void aPoolIsShownAsItIsAndNotAsItWasConfigured() {
		TestApplication.runnerWithPool("images")
			.withPropertyValues("management.endpoints.jmx.exposure.include=workers", "spring.jmx.enabled=true")
			.withUserConfiguration(OwnSerializer.class)
			.run((context) -> {
				WorkersEndpoint endpoint = context.getBean(WorkersEndpoint.class);
				assertThat(endpoint.pool("images").serializer()).isEqualTo("HouseSerializer");
				assertThat(endpoint.pool("images").protocol()).isEqualTo(1);
				context.getBean(WorkerPool.class).close();
				assertThat(endpoint.pool("images").protocol()).isNull();
			});
	}

	@Test
	void anEndpointOfTheUsersWins() {
		TestApplication.runnerWithPool("images")
			.withPropertyValues("management.endpoints.jmx.exposure.include=workers", "spring.jmx.enabled=true")
			.withUserConfiguration(OwnEndpoint.class)
			.run((context) -> assertThat(context).hasSingleBean(WorkersEndpoint.class).hasBean("mine"));
	}

	private static WorkerStats worker(String pool) {
		return application.getBean(pool, WorkerPool.class).stats().workers().get(0);
	}

	private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
		String port = application.getEnvironment().getProperty("local.server.port");
		return client
			.send(HttpRequest.newBuilder(URI.create("http://localhost:%s/actuator/workers%s".formatted(port, path)))
				.build(), BodyHandlers.ofString());
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnSerializer {

		@Bean
		WorkerPoolCustomizer customizer() {
			return (pool, options) -> options.serializer(new HouseSerializer()).protocol(1);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnEndpoint {

		@Bean
		WorkersEndpoint mine(Map<String, WorkerPool> pools) {
			return new WorkersEndpoint(() -> pools);
		}

	}

}
