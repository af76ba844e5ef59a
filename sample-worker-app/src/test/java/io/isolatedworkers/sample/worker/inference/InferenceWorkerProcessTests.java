package io.isolatedworkers.sample.worker.inference;

import java.nio.file.Path;
import java.time.Duration;

import io.isolatedworkers.client.RemoteWorkerException;
import io.isolatedworkers.command.CommandPermissions;
import io.isolatedworkers.data.DataHandles;
import io.isolatedworkers.data.DirectSqliteAdapter;
import io.isolatedworkers.sample.worker.knowledge.Knowledge;
import io.isolatedworkers.sample.worker.knowledge.WorkerProcess;
import io.isolatedworkers.sample.worker.training.TrainingRun;
import io.isolatedworkers.sample.worker.training.Trainings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The inference worker in a process, with a file and a host.
 */
class InferenceWorkerProcessTests {

	private static final CommandPermissions PERMISSIONS = CommandPermissions.none()
		.withEvents("inference:")
		.withSessions();

	@Test
	void bothAdaptersLabelTheSameMessagesAlikeAndOnlyOnce(@TempDir Path directory) {
		Path file = Knowledge.file(directory);
		try (DirectSqliteAdapter data = new DirectSqliteAdapter(
				DataHandles.of(file, directory.resolve("no-archive.db")))) {
			Trainings.train(data, new TrainingRun("run-1", "topics", 2, 1));
			Knowledge.addMessages(data, 0, 50);
			InferenceResult direct = classify(file, "direct");
			InferenceResult daemon = classify(file, "daemon");
			assertThat(direct.user()).isEqualTo("anna");
			assertThat(direct.classified()).isEqualTo(30);
			assertThat(daemon.classified()).isZero();
			assertThat(daemon.known()).isEqualTo(30);
			assertThat(daemon.labels()).isEqualTo(direct.labels());
			assertThat(Knowledge.all(data, "ai_generations")).hasSize(30);
		}
	}

	private static InferenceResult classify(Path file, String adapter) {
		try (WorkerProcess process = new WorkerProcess(InferenceWorker.class, InferenceWorkerImpl.class, adapter, file,
				PERMISSIONS)) {
			InferenceWorker worker = process.worker().contract(InferenceWorker.class);
			InferenceResult result = worker
				.classify(new InferenceRequest("request-" + adapter, "room-1", "topics", "session-1", 100));
			await().atMost(Duration.ofSeconds(30))
				.untilAsserted(() -> assertThat(process.events(InferenceWorker.COMPLETE)).singleElement()
					.satisfies((event) -> assertThat(event.payload(InferenceResult.class)).isEqualTo(result)));
			assertThatExceptionOfType(RemoteWorkerException.class)
				.isThrownBy(() -> worker.classify(new InferenceRequest("request-9", "room-1", "topics", "nobody", 1)))
				.satisfies((ex) -> assertThat(ex.code()).isEqualTo("UNKNOWN_SESSION"));
			return result;
		}
	}

}
