package io.isolatedworkers.sample.worker.training;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.isolatedworkers.command.CommandPermissions;
import io.isolatedworkers.data.DataHandles;
import io.isolatedworkers.data.DirectSqliteAdapter;
import io.isolatedworkers.data.Row;
import io.isolatedworkers.sample.worker.knowledge.Knowledge;
import io.isolatedworkers.sample.worker.knowledge.SampleKnowledge;
import io.isolatedworkers.sample.worker.knowledge.WorkerProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The training worker in a process, with a file and a host.
 */
class TrainingWorkerProcessTests {

	private static final CommandPermissions PERMISSIONS = CommandPermissions.none()
		.withCommands("ai/generate")
		.withConfig("training.batch-size")
		.withEvents("training:");

	@Test
	void bothAdaptersMakeTheSameClassifierAndTheHostHearsOfIt(@TempDir Path directory) {
		Path file = Knowledge.file(directory);
		for (String adapter : List.of("direct", "daemon")) {
			try (WorkerProcess process = new WorkerProcess(TrainingWorker.class, TrainingWorkerImpl.class, adapter,
					file, PERMISSIONS)) {
				TrainingResult result = process.worker()
					.contract(TrainingWorker.class)
					.train(new TrainingRun("run-" + adapter, "topics", null, 1));
				assertThat(result.trained() + result.heldOut()).isEqualTo(SampleKnowledge.EXAMPLES);
				assertThat(result.accuracy()).isGreaterThan(0.9);
				assertThat(result.sample()).isNotNull()
					.satisfies((sample) -> assertThat(sample.label()).isEqualTo("thanks"));
				await().atMost(Duration.ofSeconds(30))
					.untilAsserted(() -> assertThat(process.events(TrainingWorker.COMPLETE)).singleElement()
						.satisfies((event) -> assertThat(event.payload(TrainingResult.class)).isEqualTo(result)));
				assertThat(process.events(TrainingWorker.PROGRESS)).isNotEmpty();
			}
		}
		try (DirectSqliteAdapter data = new DirectSqliteAdapter(
				DataHandles.of(file, directory.resolve("no-archive.db")))) {
			List<Row> rows = Knowledge.all(data, "lora_adapters");
			assertThat(rows).extracting((row) -> row.integer("version")).containsExactlyInAnyOrder(1L, 2L);
			assertThat(rows.get(1).blob("model")).isEqualTo(rows.get(0).blob("model"));
		}
	}

}
