package io.isolatedworkers.driver.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * How a worker's JVM is started.
 */
class JvmOptionsTests {

	private static final List<String> DEFAULTS = List.of("-XX:+ExitOnOutOfMemoryError", "-Djava.awt.headless=true",
			"-XX:+UseSerialGC", "-XX:-UsePerfData");

	@Test
	void theDefaultsAreThoseOfTheDocumentation() {
		assertThat(JvmOptions.defaults().jvmArguments(Map.of())).isEqualTo(DEFAULTS);
		assertThat(JvmOptions.defaults()).isEqualTo(JvmOptions.builder().build());
		assertThat(JvmOptions.defaults().classPath()).isEmpty();
		assertThat(Path.of(JvmOptions.defaults().javaExecutable()))
			.satisfies((java) -> assertThat(Files.isExecutable(java)).isTrue())
			.startsWithRaw(Path.of(System.getProperty("java.home")));
	}

	@ParameterizedTest
	@EnumSource
	void eachDefaultCanBeTurnedOff(JvmDefault byDefault) {
		List<String> expected = new ArrayList<>(DEFAULTS);
		expected.remove(byDefault.argument());
		assertThat(expected).hasSize(3);
		assertThat(JvmOptions.builder().without(byDefault).build().jvmArguments(Map.of())).isEqualTo(expected);
		assertThat(JvmOptions.builder().without(JvmDefault.values()).build().jvmArguments(Map.of())).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "-XX:+UseG1GC", "-XX:+UseZGC", "-XX:+UseParallelGC", "-XX:+UseShenandoahGC",
			"-XX:+UseSerialGC" })
	void aChosenCollectorReplacesTheDefaultOne(String collector) {
		assertThat(JvmOptions.builder().arguments(collector).build().jvmArguments(Map.of()))
			.containsExactly("-XX:+ExitOnOutOfMemoryError", "-Djava.awt.headless=true", "-XX:-UsePerfData", collector);
	}

	@ParameterizedTest
	@ValueSource(strings = { "-XX:-UseG1GC", "-XX:+UseStringDeduplication", "-Dgc=-XX:+UseG1GC", "-Xlog:gc" })
	void whatChoosesNoCollectorLeavesTheDefaultOne(String argument) {
		assertThat(JvmOptions.builder().arguments(argument).build().jvmArguments(Map.of()))
			.contains("-XX:+UseSerialGC");
	}

	@Test
	void theHeapIsLimitedBeforeTheArgumentsThatMayOverrideIt() {
		assertThat(JvmOptions.builder()
			.maxHeapBytes(64 * 1024 * 1024)
			.arguments("-Xmx1g", "-Da=b")
			.arguments(List.of("-Dc=d"))
			.build()
			.jvmArguments(Map.of())).endsWith("-Xmx65536k", "-Xmx1g", "-Da=b", "-Dc=d");
		assertThat(JvmOptions.builder().maxHeapBytes(1).build().jvmArguments(Map.of())).endsWith("-Xmx1k");
		assertThat(JvmOptions.builder().maxHeapBytes(5_000_000_000_000L).build().jvmArguments(Map.of()))
			.endsWith("-Xmx4882812500k");
	}

	@Test
	void theLeanPresetGoesBeforeTheArgumentsThatMayOverrideIt() {
		assertThat(JvmOptions.builder().lean(true).arguments("-Xss1m").build().jvmArguments(Map.of()))
			.endsWith("-XX:TieredStopAtLevel=1", "-Xss512k", "-Djdk.reflect.useNativeAccessorOnly=true", "-Xss1m");
	}

	@Test
	void aNegativeHeapIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> JvmOptions.builder().maxHeapBytes(-1).build())
			.withMessageContaining("maxHeapBytes is -1");
	}

	@Test
	void anotherJavaHomeIsUsed() {
		assertThat(JvmOptions.builder().javaHome(Path.of("/opt/jdk")).build().javaExecutable())
			.isEqualTo(Path.of("/opt/jdk/bin/java").toString());
	}

	@Test
	void optionsDoNotChangeWithTheirSources() {
		List<Path> classPath = new ArrayList<>(List.of(Path.of("a")));
		JvmOptions.Builder builder = JvmOptions.builder().classPath(classPath).arguments("-Da");
		JvmOptions options = builder.build();
		classPath.add(Path.of("b"));
		builder.arguments("-Db").without(JvmDefault.HEADLESS);
		assertThat(options.classPath()).containsExactly(Path.of("a"));
		assertThat(options.arguments()).containsExactly("-Da");
		assertThat(options.withoutDefaults()).isEmpty();
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> options.arguments().add("x"));
		assertThat(Arrays.asList(JvmDefault.values())).hasSize(DEFAULTS.size());
	}

	@Test
	void aJvmStartsWithTheDefaults() throws Exception {
		List<String> line = new ArrayList<>();
		line.add(JvmOptions.defaults().javaExecutable());
		line.addAll(JvmOptions.builder().maxHeapBytes(16 * 1024 * 1024).build().jvmArguments(Map.of()));
		line.add("-version");
		Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes());
		assertThat(process.waitFor()).as(output).isZero();
	}

	@Test
	void aCollectorChosenInTheEnvironmentLeavesOutTheDefaultOne() {
		assertThat(JvmOptions.defaults().jvmArguments(Map.of("JAVA_TOOL_OPTIONS", "-Da=b -XX:+UseG1GC")))
			.doesNotContain("-XX:+UseSerialGC");
	}

}
