package io.isolatedworkers.spring;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.isolatedworkers.client.CrashPolicy;
import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.driver.Agreement;
import io.isolatedworkers.driver.process.ChildProcessDriver;
import io.isolatedworkers.driver.process.ChildProcessOptions;
import io.isolatedworkers.logging.LogLevel;
import io.isolatedworkers.pool.PoolOptions;
import io.isolatedworkers.socket.ConnectionOptions;
import io.isolatedworkers.spring.IsolatedWorkersProperties.Defaults;
import io.isolatedworkers.spring.IsolatedWorkersProperties.Pool;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.util.ClassUtils;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an IDE is told about the keys is complete and true.
 */
class ConfigurationMetadataTests {

	private static final String DEFAULTS = "isolated-workers.defaults.";

	private static final String COMMANDS = "isolated-workers.commands.";

	private final Map<String, JsonNode> keys = read("META-INF/spring-configuration-metadata.json");

	private final Map<String, JsonNode> poolKeys = read(
			"META-INF/spring/configuration-metadata/%s.json".formatted(Pool.class.getName()));

	@Test
	void everyKeyHasADescription() {
		assertThat(keysOf(Defaults.class, DEFAULTS)).hasSizeGreaterThan(25)
			.allSatisfy((key) -> assertDescribed(this.keys, key));
		assertThat(keysOf(Pool.class, "")).hasSizeGreaterThan(30)
			.allSatisfy((key) -> assertDescribed(this.poolKeys, key));
		assertThat(keysOf(CommandsProperties.class, COMMANDS)).hasSize(5)
			.allSatisfy((key) -> assertDescribed(this.keys, key));
		assertThat(List.of("isolated-workers.enabled", "isolated-workers.run-in-threads", "isolated-workers.pools",
				"management.health.workers.enabled"))
			.allSatisfy((key) -> assertDescribed(this.keys, key));
	}

	private static void assertDescribed(Map<String, JsonNode> keys, String key) {
		assertThat(keys).containsKey(key);
		assertThat(keys.get(key).path("description").asString("")).as(key).endsWith(".").hasSizeGreaterThan(10);
	}

	static Stream<String> keysOf(Class<?> type, String prefix) {
		return Arrays.stream(type.getRecordComponents()).flatMap((component) -> keysOf(component, prefix));
	}

	private static Stream<String> keysOf(RecordComponent component, String prefix) {
		String key = prefix + DataObjectPropertyName.toDashedForm(component.getName());
		return component.getType().isRecord() ? keysOf(component.getType(), key + ".") : Stream.of(key);
	}

	@Test
	void everyDefaultValueIsThatOfTheLibrary() {
		Map<String, Object> expected = new HashMap<>();
		expected.put("concurrency", PoolOptions.DEFAULT_CONCURRENCY);
		expected.put("connection.attempts", ConnectionOptions.DEFAULT_ATTEMPTS);
		expected.put("connection.delay", ConnectionOptions.DEFAULT_DELAY);
		expected.put("connection.max-delay", ConnectionOptions.DEFAULT_MAX_DELAY);
		expected.put("connection.reconnect", ConnectionOptions.defaults().reconnect());
		expected.put("crash.attempts", CrashPolicy.reject().maxAttempts());
		expected.put("detached", false);
		expected.put("driver", ChildProcessDriver.NAME);
		expected.put("host-connect-timeout", ChildProcessOptions.DEFAULT_HOST_CONNECT_TIMEOUT);
		expected.put("log-level", WorkerOptions.defaults().logLevel());
		expected.put("max-message-size", DataSize.ofBytes(WorkerOptions.DEFAULT_MAX_FRAME_BYTES));
		expected.put("protocol", Agreement.LATEST_PROTOCOL);
		expected.put("queue-capacity", PoolOptions.DEFAULT_QUEUE_CAPACITY);
		expected.put("restart.delay", PoolOptions.DEFAULT_RESTART_DELAY);
		expected.put("restart.max-delay", PoolOptions.DEFAULT_MAX_RESTART_DELAY);
		expected.put("serializer", SerializerResolver.DEFAULT);
		expected.put("size", PoolOptions.DEFAULT_SIZE);
		expected.put("spares", PoolOptions.DEFAULT_SPARES);
		expected.put("timeouts.cancel", WorkerOptions.DEFAULT_CANCEL_GRACE);
		expected.put("timeouts.close", WorkerOptions.DEFAULT_CLOSE_GRACE);
		expected.put("timeouts.request", WorkerOptions.DEFAULT_REQUEST_TIMEOUT);
		expected.put("timeouts.startup", WorkerOptions.DEFAULT_STARTUP_TIMEOUT);
		Map<String, Object> told = new HashMap<>();
		this.keys.forEach((key, metadata) -> {
			if (key.startsWith(DEFAULTS) && metadata.has("defaultValue")) {
				told.put(key.substring(DEFAULTS.length()), convert(metadata));
			}
		});
		assertThat(told).isEqualTo(expected);
	}

	@Test
	void theLimitsOfCommandsAreThoseOfTheLibrary() {
		assertThat(this.keys.get(COMMANDS + "max-depth").path("defaultValue").asInt()).isEqualTo(8);
		assertThat(this.keys.get(COMMANDS + "max-open-commands").path("defaultValue").asInt()).isEqualTo(64);
	}

	private static Object convert(JsonNode metadata) {
		Class<?> type = ClassUtils.resolveClassName(metadata.path("type").asString(), null);
		assertThat(type).isIn(Boolean.class, Integer.class, String.class, Duration.class, DataSize.class,
				LogLevel.class);
		return ApplicationConversionService.getSharedInstance().convert(metadata.path("defaultValue").asString(), type);
	}

	private static Map<String, JsonNode> read(String resource) {
		try (InputStream stream = ConfigurationMetadataTests.class.getClassLoader().getResourceAsStream(resource)) {
			assertThat(stream).as(resource).isNotNull();
			Map<String, JsonNode> keys = new HashMap<>();
			JsonMapper.shared()
				.readTree(stream)
				.path("properties")
				.forEach((property) -> keys.put(property.path("name").asString(), property));
			return keys;
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
