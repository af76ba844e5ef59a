package io.isolatedworkers.sample.worker.common;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

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
import io.isolatedworkers.sample.worker.knowledge.Knowledge;
import io.isolatedworkers.sample.worker.knowledge.SampleKnowledge;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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

	private Map<String, String> data(Path primary) {
		return Map.of("primary", primary.toString(), "directory", this.directory.resolve("worker").toString());
	}

	private static Worker start(Map<String, String> data) {
		return Workers.start(
				ChildProcessOptions.of(WorkerCommand.contract(EmbeddingWorker.class, EmbeddingWorkerImpl.class)),
				WorkerOptions.builder().workerData(data).build());
	}

}
