package io.isolatedworkers.spring;

import java.io.File;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.isolatedworkers.client.CrashPolicy;
import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.driver.DisconnectBehavior;
import io.isolatedworkers.driver.process.ChildProcessOptions;
import io.isolatedworkers.driver.process.JvmDefault;
import io.isolatedworkers.driver.process.JvmOptions;
import io.isolatedworkers.driver.thread.ThreadOptions;
import io.isolatedworkers.logging.LogLevel;
import io.isolatedworkers.pool.PoolOptions;
import io.isolatedworkers.serializer.CborSerializer;
import io.isolatedworkers.socket.Backoff;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every key arrives in the library's options, whether it is a pool's own or inherited.
 */
class OptionsMapperTests {

	private static final String DEFAULTS = "isolated-workers.defaults.";

	private static final BackoffResolver BACKOFFS = new BackoffResolver(
			new PoolBeans(new DefaultListableBeanFactory()));

	private static final String POOL = "isolated-workers.pools.images.";

	@Test
	void keysOfThePoolArrive() {
		check(POOL);
	}

	@Test
	void inheritedKeysArrive() {
		check(DEFAULTS);
	}

	private static void check(String prefix) {
		PoolSettings settings = settings(Map.ofEntries(Map.entry(POOL + "main-class", "Main"),
				Map.entry(prefix + "size", "3"), Map.entry(prefix + "spares", "2"),
				Map.entry(prefix + "concurrency", "4"), Map.entry(prefix + "queue-capacity", "5"),
				Map.entry(prefix + "restart.delay", "8ms"), Map.entry(prefix + "restart.max-delay", "8ms"),
				Map.entry(prefix + "serializer", "cbor"), Map.entry(prefix + "protocol", "1"),
				Map.entry(prefix + "max-message-size", "1MB"), Map.entry(prefix + "log-level", "warn"),
				Map.entry(prefix + "timeouts.startup", "11s"), Map.entry(prefix + "timeouts.request", "12s"),
				Map.entry(prefix + "timeouts.close", "13s"), Map.entry(prefix + "timeouts.cancel", "14s"),
				Map.entry(prefix + "timeouts.types.makeThumb", "15s"), Map.entry(prefix + "crash.attempts", "2"),
				Map.entry(prefix + "crash.types.makeThumb", "3"), Map.entry(prefix + "connection.attempts", "6"),
				Map.entry(prefix + "connection.delay", "16ms"), Map.entry(prefix + "connection.max-delay", "16ms"),
				Map.entry(prefix + "connection.reconnect", "true"), Map.entry(prefix + "environment.KEY_1", "value"),
				Map.entry(prefix + "working-directory", "/somewhere"),
				Map.entry(prefix + "command-prefix", "nice,-n,10"), Map.entry(prefix + "host-connect-timeout", "0s"),
				Map.entry(prefix + "disconnect-behavior", "keep-alive"), Map.entry(prefix + "jvm.java-home", "/jdk"),
				Map.entry(prefix + "jvm.heap", "128MB"), Map.entry(prefix + "jvm.stack-size", "512KB"),
				Map.entry(prefix + "output", "/log/out.log"), Map.entry(prefix + "errors", "discard"),
				Map.entry(prefix + "detached", "true"), Map.entry(prefix + "data.Model-1", "large"),
				Map.entry(prefix + "jvm.arguments", "-Da=b,-Dc=d"),
				Map.entry(prefix + "jvm.class-path", "/a.jar,/b.jar"),
				Map.entry(prefix + "jvm.without", "serial-gc,headless"), Map.entry(prefix + "jvm.lean", "true"),
				Map.entry(prefix + "jvm.class-data-archive", "false"),
				Map.entry(prefix + "jvm.archive-directory", "/cache")));

		PoolOptions pool = PoolOptionsMapper.poolOptions(settings, BACKOFFS);
		assertThat(pool.size()).isEqualTo(3);
		assertThat(pool.spares()).isEqualTo(2);
		assertThat(pool.concurrency()).isEqualTo(4);
		assertThat(pool.queueCapacity()).isEqualTo(5);
		assertWaits(pool.restartBackoff(), 8);

		ChildProcessOptions process = PoolOptionsMapper.processOptions(settings, BACKOFFS);
		assertThat(process.connection().attempts()).isEqualTo(6);
		assertWaits(process.connection().backoff(), 16);
		assertThat(process.connection().reconnect()).isTrue();
		assertThat(process.environment()).isEqualTo(Map.of("KEY_1", "value"));
		assertThat(process.workingDirectory()).isEqualTo(Path.of("/somewhere"));
		assertThat(process.commandPrefix()).containsExactly("nice", "-n", "10");
		assertThat(process.hostConnectTimeout()).isZero();
		assertThat(process.disconnectBehavior()).isEqualTo(DisconnectBehavior.KEEP_ALIVE);
		assertThat(process.jvm()).isEqualTo(new JvmOptions(Path.of("/jdk"), 128 * 1024 * 1024,
				List.of("-Xss512k", "-Da=b", "-Dc=d"), List.of(Path.of("/a.jar"), Path.of("/b.jar")),
				Set.of(JvmDefault.SERIAL_GC, JvmDefault.HEADLESS), true, false, Path.of("/cache")));

		assertThat(process.redirectOutput()).isEqualTo(Redirect.appendTo(new File("/log/out.log")));
		assertThat(process.redirectErrors()).isEqualTo(Redirect.DISCARD);
		assertThat(process.detached()).isTrue();

		WorkerOptions worker = workerOptions(settings);
		assertThat(worker.workerData()).isEqualTo(Map.of("Model-1", "large"));
		assertThat(worker.serializer()).isEqualTo(new CborSerializer());
		assertThat(worker.protocol()).isEqualTo(1);
		assertThat(worker.maxFrameBytes()).isEqualTo(1024 * 1024);
		assertThat(worker.logLevel()).isEqualTo(LogLevel.WARN);
		assertThat(worker.startupTimeout()).isEqualTo(Duration.ofSeconds(11));
		assertThat(worker.requestTimeout()).isEqualTo(Duration.ofSeconds(12));
		assertThat(worker.closeGrace()).isEqualTo(Duration.ofSeconds(13));
		assertThat(worker.cancelGrace()).isEqualTo(Duration.ofSeconds(14));
		assertThat(worker.typeTimeouts()).isEqualTo(Map.of("makeThumb", Duration.ofSeconds(15)));
		assertThat(worker.crashPolicy()).isEqualTo(CrashPolicy.retry(2));
		assertThat(worker.typeCrashPolicies()).isEqualTo(Map.of("makeThumb", CrashPolicy.retry(3)));
	}

	private static void assertWaits(Backoff backoff, int millis) {
		assertThat(backoff.delay(0)).isBetween(Duration.ofMillis(millis / 2), Duration.ofMillis(millis));
		assertThat(backoff.delay(20)).isBetween(Duration.ofMillis(millis / 2), Duration.ofMillis(millis));
	}

	@Test
	void mapsAreMergedAndEverythingElseIsReplaced() {
		PoolSettings settings = settings(Map.of(POOL + "main-class", "Main", DEFAULTS + "environment.A", "inherited",
				DEFAULTS + "environment.B", "inherited", POOL + "environment.B", "own", DEFAULTS + "jvm.arguments",
				"-Da=b,-Dc=d", POOL + "jvm.arguments", "-De=f", DEFAULTS + "timeouts.types.one", "1s",
				POOL + "timeouts.types.two", "2s", DEFAULTS + "jvm.heap", "64MB"));
		ChildProcessOptions process = PoolOptionsMapper.processOptions(settings, BACKOFFS);
		assertThat(process.environment()).isEqualTo(Map.of("A", "inherited", "B", "own"));
		assertThat(process.jvm().arguments()).containsExactly("-De=f");
		assertThat(process.jvm().maxHeapBytes()).as("a group is not replaced as a whole").isEqualTo(64 * 1024 * 1024);
		assertThat(workerOptions(settings).typeTimeouts())
			.isEqualTo(Map.of("one", Duration.ofSeconds(1), "two", Duration.ofSeconds(2)));
	}

	@Test
	void whatIsRunIsReadFromAnyOfTheFourKeys() {
		assertRuns("main class Main", Map.of("main-class", "Main", "arguments", "one,two"));
		assertRuns("jar /worker.jar", Map.of("jar", "/worker.jar"));
		assertRuns("command node worker.mjs", Map.of("command", "node,worker.mjs"));
		assertRuns("class com.example.Impl",
				Map.of("worker-class", "com.example.Impl", "contract", Runnable.class.getName()));
	}

	@Test
	void threadsRunAWorkerClassOrAMainClass() {
		ThreadOptions contract = PoolCommand
			.inThreads(settings(
					Map.of(POOL + "worker-class", "com.example.Impl", POOL + "contract", Runnable.class.getName())))
			.build();
		assertThat(contract.arguments()).endsWith("com.example.Impl", Runnable.class.getName());
		ThreadOptions main = PoolCommand
			.inThreads(settings(Map.of(POOL + "main-class", "Main", POOL + "arguments", "one,two")))
			.build();
		assertThat(main.mainClass()).isEqualTo("Main");
		assertThat(main.arguments()).containsExactly("one", "two");
	}

	private static void assertRuns(String expected, Map<String, String> keys) {
		Map<String, String> properties = new HashMap<>();
		keys.forEach((key, value) -> properties.put(POOL + key, value));
		assertThat(PoolCommand.of(settings(properties))).hasToString(expected);
	}

	@Test
	void aStateDirectoryIsThePoolsOwnOrOneOfItsNameInThatOfTheDefaults() {
		String command = POOL + "command";
		Map<String, String> inherited = Map.of(command, "node", POOL + "detached", "true", DEFAULTS + "state-directory",
				"/state");
		assertThat(PoolStateDirectory.of(settings(inherited))).isEqualTo(Path.of("/state/images"));
		Map<String, String> own = new HashMap<>(inherited);
		own.put(POOL + "state-directory", "/own");
		assertThat(PoolStateDirectory.of(settings(own))).isEqualTo(Path.of("/own"));
		assertThat(PoolStateDirectory.of(settings(Map.of(command, "node", DEFAULTS + "state-directory", "/state"))))
			.as("of a pool that is not detached")
			.isNull();
	}

	@Test
	void theLogIsThatOfTheApplication() {
		PoolSettings settings = settings(Map.of(POOL + "command", "node", POOL + "output", "log"));
		assertThat(PoolOptionsMapper.processOptions(settings, BACKOFFS).redirectOutput()).isEqualTo(Redirect.PIPE);
	}

	@Test
	void aSocketPathServesAPoolOfOne() {
		PoolSettings settings = settings(
				Map.of(POOL + "command", "node", POOL + "socket-path", "/tmp/images.sock", POOL + "size", "1"));
		assertThat(PoolOptionsMapper.processOptions(settings, BACKOFFS).socketPath())
			.isEqualTo(Path.of("/tmp/images.sock"));
	}

	@Test
	void whatIsNotSetIsTheLibrarys() {
		PoolSettings settings = settings(Map.of(POOL + "command", "node"));
		assertThat(PoolOptionsMapper.processOptions(settings, BACKOFFS)).usingRecursiveComparison()
			.ignoringFields("command", "connection.backoff")
			.isEqualTo(ChildProcessOptions.of(PoolCommand.of(settings)));
		assertThat(workerOptions(settings)).usingRecursiveComparison()
			.ignoringFields("logger", "transactionIds", "serializer", "owner")
			.isEqualTo(WorkerOptions.defaults());
		assertThat(PoolOptionsMapper.poolOptions(settings, BACKOFFS)).usingRecursiveComparison()
			.ignoringFields("restartBackoff")
			.isEqualTo(PoolOptions.defaults());
	}

	private static WorkerOptions workerOptions(PoolSettings settings) {
		PoolBeans beans = new PoolBeans(new DefaultListableBeanFactory());
		PoolCommandAccess noCommands = new PoolCommandAccess(new CommandsProperties(null, null, null, null, Map.of()),
				null, null, beans);
		return new WorkerOptionsMapper(beans, new SerializerResolver(beans, null), null, noCommands)
			.workerOptions(settings);
	}

	private static PoolSettings settings(Map<String, String> properties) {
		IsolatedWorkersProperties bound = new Binder(new MapConfigurationPropertySource(properties))
			.bindOrCreate(IsolatedWorkersProperties.PREFIX, IsolatedWorkersProperties.class);
		return new PoolSettings("images", bound.pools().get("images"), bound.defaults());
	}

}
