package io.isolatedworkers.sample.worker.common;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.isolatedworkers.client.RemoteWorkerException;
import io.isolatedworkers.client.Worker;
import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.client.Workers;
import io.isolatedworkers.driver.WorkerStartException;
import io.isolatedworkers.driver.process.ChildProcessOptions;
import io.isolatedworkers.driver.process.WorkerCommand;
import io.isolatedworkers.sample.worker.embedding.EmbeddingRun;
import io.isolatedworkers.sample.worker.embedding.EmbeddingWorker;
import io.isolatedworkers.sample.worker.embedding.EmbeddingWorkerImpl;
import io.isolatedworkers.sample.worker.embedding.SimilarRequest;
import io.isolatedworkers.sample.worker.knowledge.Knowledge;
import io.isolatedworkers.sample.worker.knowledge.SampleKnowledge;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * How workers open their paths.
 */
class WorkerPathsTests {

	@TempDir
	private Path directory;

	@Test
	void aWorkerWhoseHostHasNoCommandsWorks() {
		try (Worker worker = start(data(Knowledge.file(this.directory)))) {
			assertThat(worker.contract(EmbeddingWorker.class).embed(new EmbeddingRun("run-1")).embedded())
				.isEqualTo(SampleKnowledge.DOCUMENTS);
		}
	}

	@Test
	void aFileThatIsMissingIsSaidWhenItIsNeeded() {
		try (Worker worker = start(data(this.directory.resolve("none.db")))) {
			assertThatExceptionOfType(RemoteWorkerException.class)
				.isThrownBy(() -> worker.contract(EmbeddingWorker.class).embed(new EmbeddingRun("run-1")))
				.withMessageContaining("none.db");
		}
		assertThat(this.directory.resolve("none.db")).doesNotExist();
	}

	@Test
	void settingsThatAreMissingOrWrongAreNamed() {
		Map<String, String> data = new HashMap<>(data(this.directory.resolve("none.db")));
		data.put("adapter", "indirect");
		assertThatExceptionOfType(WorkerStartException.class).isThrownBy(() -> start(data))
			.withMessageContaining("must be direct or daemon");
		data.remove("primary");
		assertThatExceptionOfType(WorkerStartException.class).isThrownBy(() -> start(data))
			.withMessageContaining("isolated-workers.pools.NAME.data.primary");
	}

	@Test
	void aSettingThatNobodyKnowsIsRefusedWithThoseThatThereAre() {
		Map<String, String> data = new HashMap<>(data(this.directory.resolve("none.db")));
		data.put("adaptor", "daemon");
		assertThatExceptionOfType(WorkerStartException.class).isThrownBy(() -> start(data))
			.withMessageContaining("data.adaptor, only adapter, directory, primary");
	}

	@Test
	void aKilledWorkerLeavesItsNativeLibraryToTheNextAndNotAmongTemporaryFiles() throws Exception {
		Map<String, String> data = data(Knowledge.file(this.directory));
		Path unpacked = this.directory.resolve("worker/native");
		List<String> before = List.of("none");
		for (int worker = 0; worker < 2; worker++) {
			kill(data);
			List<String> left = List.of(Objects.requireNonNull(unpacked.toFile().list()));
			assertThat(left).hasSize(2)
				.allMatch((name) -> name.startsWith("sqlite-"))
				.doesNotContainAnyElementsOf(before);
			before = left;
		}
	}

	private static void kill(Map<String, String> data) throws Exception {
		try (Worker worker = start(data)) {
			worker.contract(EmbeddingWorker.class).similar(new SimilarRequest("printer", 1));
			ProcessHandle process = ProcessHandle.of(worker.pid().orElseThrow()).orElseThrow();
			process.destroyForcibly();
			process.onExit().get();
		}
	}

	@Test
	void aDirectoryIsForOneWorkerAlsoAfterAnotherAskedForIt() {
		Map<String, String> data = data(this.directory.resolve("none.db"));
		try (WorkerDirectory mine = WorkerDirectory.take(this.directory.resolve("worker"))) {
			assertThatIllegalStateException()
				.isThrownBy(() -> WorkerDirectory.take(mine.path(), Duration.ofMillis(100)))
				.withMessageContaining("Another worker");
			assertThatExceptionOfType(WorkerStartException.class).isThrownBy(() -> start(data))
				.withMessageContaining("Another worker");
		}
		start(data).close();
	}

	private Map<String, String> data(Path primary) {
		return Map.of("primary", primary.toString(), "directory", this.directory.resolve("worker").toString());
	}

	private static Worker start(Map<String, String> data) {
		return Workers.start(
				ChildProcessOptions.of(WorkerCommand.contract(EmbeddingWorker.class, EmbeddingWorkerImpl.class)),
				WorkerOptions.builder().startupTimeout(Duration.ofSeconds(60)).workerData(data).build());
	}

}
