package io.isolatedworkers.spring;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.isolatedworkers.spring.IsolatedWorkersProperties.Pool;
import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Each key of a pool is one that threads honour, or refused.
 */
class ProcessKeysTests {

	private static final String POOL = "isolated-workers.pools.images.";

	/** Those that threads honour, or that are read before the driver is known. */
	private static final List<String> FOR_THREADS = List.of("contract", "worker-class", "main-class", "jar", "command",
			"arguments", "shared-types", "driver", "size", "spares", "concurrency", "queue-capacity", "serializer",
			"middleware", "protocol", "max-message-size", "log-level", "timeouts.startup", "timeouts.request",
			"timeouts.close", "timeouts.cancel", "timeouts.types", "crash.attempts", "crash.types", "restart.delay",
			"restart.backoff", "restart.max-delay", "data", "allow.execute", "allow.config", "allow.events",
			"allow.sessions", "jvm.stack-size", "jvm.class-path");

	private static final Map<String, String> FOR_PROCESSES = Map.ofEntries(Map.entry("jvm.heap", "64MB"),
			Map.entry("jvm.java-home", "/jdk"), Map.entry("jvm.arguments", "-Da=b"),
			Map.entry("jvm.without", "serial-gc"), Map.entry("jvm.lean", "true"),
			Map.entry("jvm.class-data-archive", "true"), Map.entry("jvm.archive-directory", "/cache"),
			Map.entry("environment", ""), Map.entry("working-directory", "/somewhere"),
			Map.entry("command-prefix", "nice"), Map.entry("socket-path", "/tmp/images.sock"),
			Map.entry("host-connect-timeout", "1s"), Map.entry("disconnect-behavior", "keep-alive"),
			Map.entry("connection.attempts", "3"), Map.entry("connection.delay", "1s"),
			Map.entry("connection.max-delay", "1s"), Map.entry("connection.backoff", "x"),
			Map.entry("connection.reconnect", "true"), Map.entry("output", "log"), Map.entry("errors", "log"),
			Map.entry("detached", "true"), Map.entry("state-directory", "/state"));

	@Test
	void everyKeyIsForThreadsOrForProcesses() {
		List<String> known = new ArrayList<>(FOR_THREADS);
		known.addAll(FOR_PROCESSES.keySet());
		assertThat(ConfigurationMetadataTests.keysOf(Pool.class, "")).containsExactlyInAnyOrderElementsOf(known);
	}

	@Test
	void eachKeyForProcessesIsRefusedAndNamed() {
		FOR_PROCESSES.forEach((key, value) -> {
			PoolSettings settings = settings(
					key.equals("environment") ? Map.of(POOL + "environment.A", "b") : Map.of(POOL + key, value));
			assertThat(ProcessKeys.usedBy(settings)).containsExactly(key);
			assertThatExceptionOfType(PoolConfigurationException.class).as(key)
				.isThrownBy(() -> ProcessKeys.refuse(settings))
				.satisfies((failure) -> assertThat(failure.property()).isEqualTo(POOL + key))
				.withMessageContaining("a thread shares the JVM with the application and cannot have ");
		});
	}

	@Test
	void whatIsInheritedEmptyOrSwitchedOffIsNotRefused() {
		ProcessKeys.refuse(settings(Map.of("isolated-workers.defaults.jvm.heap", "64MB", POOL + "detached", "false",
				POOL + "connection.reconnect", "false", POOL + "jvm.arguments", "", POOL + "size", "1")));
	}

	private static PoolSettings settings(Map<String, String> properties) {
		IsolatedWorkersProperties bound = new Binder(new MapConfigurationPropertySource(properties))
			.bindOrCreate(IsolatedWorkersProperties.PREFIX, IsolatedWorkersProperties.class);
		return new PoolSettings("images", bound.pools().get("images"), bound.defaults());
	}

}
