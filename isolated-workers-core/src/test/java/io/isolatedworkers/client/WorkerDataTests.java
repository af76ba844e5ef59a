package io.isolatedworkers.client;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.isolatedworkers.driver.WorkerStartException;
import io.isolatedworkers.driver.process.ChildProcessOptions;
import io.isolatedworkers.driver.process.WorkerCommand;
import io.isolatedworkers.testing.Painter;
import io.isolatedworkers.testing.ShortLived;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a host gives its worker beside messages.
 */
class WorkerDataTests {

	private static final ChildProcessOptions PAINTER = ShortLived
		.options(WorkerCommand.contract(Painter.class, Painter.Impl.class));

	@Test
	void aProcessReadsItFromAPrivateFileThatIsGoneThen() throws Exception {
		Map<String, Integer> paint = Map.of("red", 3, "ü \"blue\"", 5);
		try (Worker worker = Workers.start(PAINTER, WorkerOptions.builder().workerData(paint).build())) {
			assertThat(worker.contract(Painter.class).paint()).isEqualTo(paint);
			ProcessHandle process = ProcessHandle.of(worker.pid().getAsLong()).orElseThrow();
			assertThat(process.info().commandLine().orElse("")).doesNotContain("blue");
			assertThat(Files.readString(Path.of("/proc/%d/environ".formatted(process.pid())))).doesNotContain("blue");
		}
		assertThat(dataFiles()).isEmpty();
	}

	@Test
	void aWorkerThatNeedsItAndIsGivenNoneSaysSo() throws Exception {
		assertThatExceptionOfType(WorkerStartException.class)
			.isThrownBy(() -> Workers.start(PAINTER, WorkerOptions.defaults()))
			.withMessageContaining("takes worker data, but the host gave none");
		assertThatExceptionOfType(WorkerStartException.class)
			.isThrownBy(() -> Workers.start(PAINTER, WorkerOptions.builder().workerData("red").build()))
			.withMessageContaining("The worker data are not a java.util.Map");
		assertThat(dataFiles()).isEmpty();
	}

	@Test
	void dataThatCannotBeSerializedAreRefusedBeforeAnythingStarts() {
		List<Object> endless = new ArrayList<>();
		endless.add(endless);
		assertThatExceptionOfType(WorkerStartException.class)
			.isThrownBy(() -> Workers.start(PAINTER, WorkerOptions.builder().workerData(endless).build()))
			.withMessageContaining("its worker data of java.util.ArrayList cannot be serialized");
	}

	private static Stream<Path> dataFiles() throws Exception {
		Path directory = Path.of(System.getProperty("java.io.tmpdir"));
		return Files.walk(directory, 2)
			.filter((file) -> file.toString().endsWith(".data") && file.toString().contains("isolated-workers-"));
	}

}
