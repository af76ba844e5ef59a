package io.isolatedworkers.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The packaged program, end to end. Nothing is said about the figures.
 */
class BenchmarksIT {

	private static final Duration LIMIT = Duration.ofMinutes(3);

	@TempDir
	private Path directory;

	private final List<Process> started = new ArrayList<>();

	@AfterEach
	void endWhatWasStarted() {
		this.started.forEach(Process::destroyForcibly);
	}

	@Test
	void comparesTheLibraryWithTheLimitAndLeavesNothingBehind() throws Exception {
		Path json = this.directory.resolve("figures.json");
		Process compare = start("compare", "--quick", "--rounds", "1", "--only", "rtt,isolated-workers", "--json",
				json.toString(), "--plots", this.directory.resolve("plots").toString());
		assertThat(codeOf(compare)).as(this::output).isZero();
		assertThat(output())
			.contains("[1/2] round 1 of 1, rtt,rtt-p99, raw", "[2/2] round 1 of 1, rtt,rtt-p99, isolated-workers")
			.containsPattern("(?m)^ratio rtt [0-9.]+$")
			.containsPattern("(?m)^(meets|misses) rtt [0-9.]+ \\(goal at most 1\\.4\\)$");
		assertThat(json).content()
			.contains("\"kernel\"", "\"rtt\"", "\"raw\"", "\"isolated-workers\"")
			.doesNotContain("rtt-p99");
		assertThat(this.directory.resolve("plots")).isDirectoryContaining("glob:**/rtt.svg");
		assertThat(codeOf(start("tables", json.toString()))).as(this::output).isZero();
		assertThat(output()).containsPattern("\\| `rtt` \\| \\*\\*[0-9.]+\\*\\* \\|");
		assertThat(temporaryFiles()).isEmpty();
	}

	@Test
	void profilesBothProcessesAndSaysWhereTheTimeGoes() throws Exception {
		Path recordings = this.directory.resolve("recordings");
		Process profile = start("profile", "rtt", "--seconds", "1", recordings.toString());
		assertThat(codeOf(profile)).as(this::output).isZero();
		assertThat(output()).containsPattern("(?m)^rtt: [0-9,]+ requests in ")
			.containsPattern("allocated host: [0-9]+ bytes a request")
			.containsPattern("allocated worker: [0-9]+ bytes a request")
			.contains("samples in Java by group", "system call: ", "main");
		assertThat(recordings).isDirectoryContaining("glob:**/rtt-host.jfr")
			.isDirectoryContaining("glob:**/rtt-worker.jfr");
		assertThat(temporaryFiles()).isEmpty();
	}

	@Test
	void measuresTheDualPathAndLeavesNothingBehind() throws Exception {
		Path json = this.directory.resolve("dual.json");
		Process dual = start("dual-path", "--quick", "--rows", "1000", "--json", json.toString());
		assertThat(codeOf(dual)).as(this::output).isZero();
		assertThat(output()).contains("round 1 of 1, rows-rollback")
			.containsPattern("(?m)^files +.* on ")
			.containsPattern("(?m)^archive-jdbc-1000 +[0-9,]+ /s")
			.containsPattern("(?m)^ratio archive-daemon-10000 [0-9.]+$")
			.doesNotContain("left-out");
		for (String name : List.of("archive-direct-10000", "archive-daemon-10000", "lock-held-direct-1000",
				"lock-held-daemon-1000", "lock-held-direct-10000", "lock-held-daemon-10000", "lock-seen-direct-10000",
				"command", "offer", "offer-paced")) {
			assertThat(output()).containsPattern("(?m)^(meets|misses) " + name + " [0-9.]+ \\(goal at ");
		}
		assertThat(json).content().contains("\"files\"", "\"archive-rows-wal\"", "\"offer-p99\"");
		assertThat(temporaryFiles()).isEmpty();
	}

	@Test
	void leavesNothingBehindWhenTheDualPathIsEndedInTheMiddle() throws Exception {
		Process dual = start("dual-path", "--rows", "2000");
		// The program and the process that moves row by row
		eventually().until(() -> output().contains("rows-rollback") && dual.descendants().count() >= 1);
		List<ProcessHandle> all = dual.descendants().toList();
		dual.destroy();
		codeOf(dual);
		eventually().until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
		assertThat(temporaryFiles()).isEmpty();
	}

	@Test
	void leavesNothingBehindWhenItIsEndedInTheMiddle() throws Exception {
		Process compare = start("compare", "--only", "rtt,isolated-workers");
		// The program, the process that measures, and the one that answers
		eventually().until(() -> compare.descendants().count() >= 2);
		List<ProcessHandle> all = compare.descendants().toList();
		compare.destroy();
		codeOf(compare);
		eventually().until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
		assertThat(temporaryFiles()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "measure", "compare --fast", "compare --rounds 0", "compare --rounds",
			"compare --only rtt,speed", "compare --only piscina", "compare --json /no/such/directory/file",
			"compare --peer-rounds 0", "compare --plots /no/such/directory/plots", "profile memory", "profile --fast",
			"profile rtt --seconds soon", "dual-path --fast", "dual-path --rows 0", "dual-path --rows many", "tables",
			"tables /no/such/file", "plot figures.json", "page figures.json page.html" })
	void refusesArgumentsItDoesNotUnderstandAndSaysWhich(String line) throws Exception {
		String[] arguments = line.isEmpty() ? new String[0] : line.split(" ");
		assertThat(codeOf(start(arguments))).isEqualTo(2);
		String last = line.substring(line.lastIndexOf(' ') + 1);
		assertThat(output()).contains(last.substring(last.indexOf(',') + 1)).contains("Usage:");
	}

	@Test
	void listsTheBenchmarksOfTheParts() throws Exception {
		assertThat(codeOf(start("jmh", "-l"))).isZero();
		assertThat(output()).contains("SerializerBenchmark.decode", "SerializerBenchmark.envelope",
				"FrameDecoderBenchmark.feed", "RequestBenchmark.request", "DispatchBenchmark.request");
	}

	private Process start(String... arguments) throws IOException {
		Path jar = Path.of("target", "benchmarks.jar").toAbsolutePath();
		assertThat(jar).as("the program, built by the phase 'package'").exists();
		Path temporary = Files.createDirectories(this.directory.resolve("t"));
		List<String> line = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:-UsePerfData",
						"-XX:TieredStopAtLevel=1", "-Djava.io.tmpdir=" + temporary, "-jar", jar.toString()));
		line.addAll(Arrays.asList(arguments));
		Process process = new ProcessBuilder(line).redirectErrorStream(true)
			.redirectOutput(outputFile().toFile())
			.start();
		this.started.add(process);
		return process;
	}

	private int codeOf(Process process) throws InterruptedException {
		assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).as(this::output).isTrue();
		return process.exitValue();
	}

	private List<Path> temporaryFiles() throws IOException {
		try (Stream<Path> files = Files.list(this.directory.resolve("t"))) {
			return files.toList();
		}
	}

	private Path outputFile() {
		return this.directory.resolve("output");
	}

	private String output() {
		try {
			return Files.readString(outputFile());
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

	private static ConditionFactory eventually() {
		return Awaitility.await().atMost(LIMIT).pollInterval(Duration.ofMillis(50));
	}

}
