package io.isolatedworkers.sample.worker.embedding;

import java.nio.file.Files;
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
 * The embedding worker in a process, with a file and a host.
 */
class EmbeddingWorkerProcessTests {

	private static final CommandPermissions PERMISSIONS = CommandPermissions.none()
		.withConfig("embedding.model")
		.withEvents("embedding:");

	@Test
	void bothAdaptersMakeTheSameEmbeddingsAndFindTheSame(@TempDir Path directory) throws Exception {
		List<Row> direct = embed(Files.createDirectory(directory.resolve("one")), "direct");
		List<Row> daemon = embed(Files.createDirectory(directory.resolve("other")), "daemon");
		assertThat(direct).hasSize(SampleKnowledge.DOCUMENTS).isEqualTo(daemon);
	}

	private static List<Row> embed(Path directory, String adapter) {
		Path file = Knowledge.file(directory);
		try (WorkerProcess process = new WorkerProcess(EmbeddingWorker.class, EmbeddingWorkerImpl.class, adapter, file,
				PERMISSIONS);
				DirectSqliteAdapter data = new DirectSqliteAdapter(
						DataHandles.of(file, directory.resolve("no-archive.db")))) {
			EmbeddingWorker worker = process.worker().contract(EmbeddingWorker.class);
			EmbeddingResult result = worker.embed(new EmbeddingRun("run-1"));
			assertThat(result.model()).isEqualTo("word-384");
			assertThat(result.embedded()).isEqualTo(SampleKnowledge.DOCUMENTS);
			await().atMost(Duration.ofSeconds(30))
				.untilAsserted(() -> assertThat(process.events(EmbeddingWorker.COMPLETE)).singleElement()
					.satisfies((event) -> assertThat(event.payload(EmbeddingResult.class)).isEqualTo(result)));
			List<Row> rows = Knowledge.all(data, "documents");
			assertThat(
					worker.similar(new SimilarRequest(rows.get(7).text("title") + "\n" + rows.get(7).text("text"), 1)))
				.singleElement()
				.satisfies((found) -> assertThat(found.id()).isEqualTo(rows.get(7).text("id")));
			return rows;
		}
	}

}
