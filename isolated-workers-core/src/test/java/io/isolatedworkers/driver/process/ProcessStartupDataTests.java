package io.isolatedworkers.driver.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.isolatedworkers.driver.CommandTicket;
import io.isolatedworkers.driver.DisconnectBehavior;
import io.isolatedworkers.logging.LogLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What a worker process finds in its environment.
 */
class ProcessStartupDataTests {

	@ParameterizedTest
	@EnumSource
	void everythingComesBackAsItWasWritten(LogLevel level) {
		for (DisconnectBehavior behavior : DisconnectBehavior.values()) {
			ProcessStartupData data = new ProcessStartupData(ChildProcessDriver.NAME, Path.of("/tmp/ü \"x\".sock"),
					"JsonSerializer", "io.x.JsonSerializer", Duration.ofMillis(1_234), 2, "to\"ken", 4_711L, behavior,
					null, new CommandTicket(Path.of("/tmp/ü c.sock"), "se\"cret"), level, 5_000_000);
			assertThat(ProcessStartupData.read(written(data))).isEqualTo(data);
		}
	}

	@Test
	void whatTheHostDoesNotKnowIsLeftOut() {
		ProcessStartupData data = new ProcessStartupData(ChildProcessDriver.NAME, Path.of("/tmp/x"), null, null,
				Duration.ZERO, 1, null, 0, null, null, null, LogLevel.INFO, 1_000);
		Map<String, String> environment = written(data);
		assertThat(environment).containsOnlyKeys("ISOLATED_WORKERS_STARTUP_DATA", "ISOLATED_WORKERS_SOCKET_PATH",
				"ISOLATED_WORKERS_SERVER_CONNECT_TIMEOUT");
		assertThat(environment.get("ISOLATED_WORKERS_STARTUP_DATA")).doesNotContain("null", "token", "serializer");
		assertThat(ProcessStartupData.read(environment)).isEqualTo(data);
	}

	@Test
	void theVariablesAreThoseOfTheOriginalLibrary() {
		assertThat(written(new ProcessStartupData(ChildProcessDriver.NAME, Path.of("/tmp/x"), "JsonSerializer", null,
				Duration.ofSeconds(30), 2, null, 7, DisconnectBehavior.KEEP_ALIVE, null, null, LogLevel.WARN, 1_000)))
			.containsEntry("ISOLATED_WORKERS_SOCKET_PATH", "/tmp/x")
			.containsEntry("ISOLATED_WORKERS_SERVER_CONNECT_TIMEOUT", "30000")
			.containsEntry("ISOLATED_WORKERS_SERIALIZER", "JsonSerializer")
			.containsEntry("ISOLATED_WORKERS_STARTUP_DATA",
					"{\"driver\":\"child_process\",\"socketPath\":\"/tmp/x\",\"serializer\":\"JsonSerializer\","
							+ "\"serverConnectTimeout\":30000,\"protocol\":2,\"hostPid\":7,"
							+ "\"disconnectBehavior\":\"keep-alive\",\"logLevel\":\"warn\",\"maxFrameBytes\":1000}");
	}

	@Test
	void theDataOfANodeHostSuffice() {
		assertThat(read("""
				{"driver":"child_process","serializer":"JsonSerializer","serverConnectTimeout":0,
				"future":{"socketPath":["/wrong"]},"socketPath":"/tmp/x"}"""))
			.isEqualTo(new ProcessStartupData(ChildProcessDriver.NAME, Path.of("/tmp/x"), "JsonSerializer", null,
					Duration.ZERO, 1, null, 0, null, null, null, LogLevel.INFO, 64 * 1024 * 1024));
		assertThat(read("{\"socketPath\":\"/tmp/x\"}").hostConnectTimeout()).isEqualTo(Duration.ofSeconds(30));
	}

	@Test
	void valuesThatNobodyKnowsBecomeTheDefault() {
		ProcessStartupData data = read("""
				{"socketPath":"/tmp/x","disconnectBehavior":"explode","logLevel":"loud","serverConnectTimeout":-5,
				"protocol":"?","token":null,"serializer":null}""");
		assertThat(data.disconnectBehavior()).isNull();
		assertThat(data.logLevel()).isEqualTo(LogLevel.INFO);
		assertThat(data.hostConnectTimeout()).isZero();
		assertThat(data.protocol()).isEqualTo(1);
		assertThat(data.token()).isNull();
		assertThat(data.serializer()).isNull();
		assertThat(read("{\"socketPath\":\"/tmp/x\",\"logLevel\":\"WARN\"}").logLevel()).isEqualTo(LogLevel.WARN);
	}

	@Test
	void numbersMayBeWrittenInAnyWay() {
		ProcessStartupData data = read(
				"""
						{"socketPath":"/tmp/x","protocol":2.0,"serverConnectTimeout":"1500","hostPid":1.2e1,"maxFrameBytes":1e6}""");
		assertThat(data.protocol()).isEqualTo(2);
		assertThat(data.hostConnectTimeout()).isEqualTo(Duration.ofMillis(1_500));
		assertThat(data.hostPid()).isEqualTo(12);
		assertThat(data.maxFrameBytes()).isEqualTo(1_000_000);
		assertThat(read("{\"socketPath\":\"/tmp/x\",\"protocol\":4294967298}").protocol()).isEqualTo(1);
		assertThat(read("{\"token\":\"a\",\"socketPath\":\"/tmp/x\",\"token\":null}").token()).isNull();
	}

	@Test
	void aWorkerKnowsItsPid() {
		assertThat(OwnPid.get()).isEqualTo(ProcessHandle.current().pid());
	}

	@Test
	void aProcessWithoutStartupDataIsTold() {
		assertThatIllegalStateException().isThrownBy(() -> ProcessStartupData.read(Map.of()))
			.withMessageContaining("no start-up data of driver 'child-process'")
			.withMessageContaining("ISOLATED_WORKERS_STARTUP_DATA is not set");
	}

	@Test
	void anotherDriverIsNamedTogetherWithOurs() {
		assertThatIllegalStateException()
			.isThrownBy(() -> read("{\"driver\":\"worker_threads\",\"socketPath\":\"/tmp/x\"}"))
			.withMessageContaining("'worker_threads'")
			.withMessageContaining("'child_process'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "", "[]", "5", "\"text\"", "{\"socketPath\":null}" })
	void dataWithoutASocketPathAreRefused(String json) {
		assertThatIllegalStateException().isThrownBy(() -> read(json))
			.withMessage("The variable ISOLATED_WORKERS_STARTUP_DATA names no socketPath");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{", "{\"socketPath\":\"/x\"", "no json", "{\"socketPath\":}" })
	void whatIsNoJsonIsRefused(String json) {
		assertThatIllegalStateException().isThrownBy(() -> read(json))
			.withMessageStartingWith("The variable ISOLATED_WORKERS_STARTUP_DATA is not valid JSON: ");
	}

	@Test
	void aVeryShortConnectTimeoutIsNotForEver() {
		ProcessStartupData data = new ProcessStartupData(ChildProcessDriver.NAME, Path.of("/tmp/x"), null, null,
				Duration.ofNanos(1_000), 1, null, 0, null, null, null, LogLevel.INFO, 1_000);
		assertThat(ProcessStartupData.read(written(data)).hostConnectTimeout()).isPositive();
	}

	@Test
	void theTokenIsNotShown() {
		assertThat(read("{\"socketPath\":\"/tmp/x\",\"token\":\"s3cret\"}").toString()).doesNotContain("s3cret");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, -1 })
	void aFrameLimitThatIsNotPositiveIsNotTakenOver(int limit) {
		assertThat(read("{\"socketPath\":\"/tmp/x\",\"maxFrameBytes\":%d}".formatted(limit)).maxFrameBytes())
			.isPositive();
	}

	private static Map<String, String> written(ProcessStartupData data) {
		Map<String, String> environment = new HashMap<>();
		data.writeTo(environment);
		return environment;
	}

	private static ProcessStartupData read(String json) {
		return ProcessStartupData.read(Map.of("ISOLATED_WORKERS_STARTUP_DATA", json));
	}

}
