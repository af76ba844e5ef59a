package io.isolatedworkers.sample.worker.inference;

import java.util.List;
import java.util.Map;

import io.isolatedworkers.command.LocalCommandClient;
import io.isolatedworkers.command.Session;
import io.isolatedworkers.data.DataHandles;
import io.isolatedworkers.data.InMemoryDataAdapter;
import io.isolatedworkers.data.Row;
import io.isolatedworkers.sample.worker.inference.InferenceException.Problem;
import io.isolatedworkers.sample.worker.knowledge.Knowledge;
import io.isolatedworkers.sample.worker.training.TrainingRun;
import io.isolatedworkers.sample.worker.training.Trainings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The inference worker without files and without a host.
 */
class InferenceWorkerTests {

	private final InMemoryDataAdapter data = Knowledge.inMemory();

	private final LocalCommandClient commands = new LocalCommandClient();

	private final InferenceWorker worker = new InferenceWorkerImpl(this.data, this.commands);

	@BeforeEach
	void train() {
		Knowledge.addExamples(this.data, 800);
		Trainings.train(this.data, new TrainingRun("run-1", "topics", 3, 1));
	}

	@AfterEach
	void close() {
		this.data.close();
	}

	@Test
	void theNewestMessagesOfARoomGetTheirLabels() {
		Knowledge.addMessages(this.data, 0, 500);
		InferenceResult result = this.worker.classify(request("request-1", null, 450));
		assertThat(result.classified()).isEqualTo(450);
		assertThat(result.labels().keySet()).containsExactlyInAnyOrder("question", "problem", "thanks", "plan");
		assertThat(result.labels().values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(450);
		List<Row> rows = Knowledge.all(this.data, "ai_generations");
		assertThat(rows).hasSize(450)
			.extracting((row) -> row.text("message_id"))
			.contains("message-00499", "message-00050")
			.doesNotContain("message-00049");
		assertThat(rows).allSatisfy((row) -> {
			assertThat(row.real("score")).isBetween(0.25, 1.0);
			assertThat(row.text("model_name")).isEqualTo("topics");
			assertThat(row.integer("model_version")).isEqualTo(1);
			assertThat(row.integer("micros")).isPositive();
		});
		assertThat(rows.stream().mapToLong((row) -> row.integer("tokens")).sum()).isEqualTo(result.tokens());
		assertThat(this.commands.storedEvents()).singleElement()
			.satisfies((event) -> assertThat(event.payload(InferenceResult.class)).isEqualTo(result))
			.satisfies((event) -> assertThat(event.name()).isEqualTo(InferenceWorker.COMPLETE));
	}

	@Test
	void aRequestThatComesAgainDoublesNothing() {
		Knowledge.addMessages(this.data, 0, 30);
		InferenceResult first = this.worker.classify(request("request-1", null, 100));
		Knowledge.addMessages(this.data, 30, 5);
		InferenceResult second = this.worker.classify(request("request-1", null, 100));
		assertThat(first.classified()).isEqualTo(30);
		assertThat(second.classified()).isEqualTo(5);
		assertThat(second.known()).isEqualTo(30);
		assertThat(Knowledge.all(this.data, "ai_generations")).hasSize(35);
	}

	@Test
	void aNewerVersionClassifiesAnew() {
		Knowledge.addMessages(this.data, 0, 10);
		this.worker.classify(request("request-1", null, 100));
		Trainings.train(this.data, new TrainingRun("run-2", "topics", 3, 2));
		InferenceResult result = this.worker.classify(request("request-2", null, 100));
		assertThat(result.modelVersion()).isEqualTo(2);
		assertThat(result.classified()).isEqualTo(10);
		assertThat(Knowledge.all(this.data, "ai_generations")).hasSize(20);
	}

	@Test
	void theUsersSessionLimitsAndChooses() {
		Knowledge.addMessages(this.data, 0, 20);
		Trainings.train(this.data, new TrainingRun("run-de", "topics-de", 1, 1));
		this.commands.withSession(new Session("s1", "anna", Map.of("messageLimit", "7", "language", "de")));
		InferenceResult result = this.worker.classify(request("request-1", "s1", 100));
		assertThat(result.user()).isEqualTo("anna");
		assertThat(result.modelName()).isEqualTo("topics-de");
		assertThat(result.classified()).isEqualTo(7);
		this.commands.withSession(new Session("s2", null, Map.of("language", "fr")));
		assertThat(this.worker.classify(request("request-2", "s2", 100)).modelName()).isEqualTo("topics");
		assertThat(Knowledge.all(this.data, "ai_generations")).extracting((row) -> row.text("session_id"))
			.contains("s1", "s2");
	}

	@Test
	void whatIsMissingHasItsCode() {
		assertProblem(request("request-1", "s9", 10), Problem.UNKNOWN_SESSION, "'s9'");
		assertProblem(new InferenceRequest("r", "room-1", "moods", null, 10), Problem.NO_MODEL, "'moods'");
		assertProblem(request("request-1", null, 0), Problem.INVALID_REQUEST, "limit is '0'");
		assertProblem(request("a/b", null, 1), Problem.INVALID_REQUEST, "requestId");
		this.data.update(DataHandles.PRIMARY, "lora_adapters", "run-1", Row.of(Map.of("model", new byte[] { 1, 2 })));
		assertProblem(request("request-1", null, 10), Problem.NO_MODEL, "cannot be read");
		assertThat(this.commands.storedEvents()).isEmpty();
	}

	@Test
	void aCancelledRequestEndsBeforeTheNextPage() {
		Knowledge.addMessages(this.data, 0, 10);
		Thread.currentThread().interrupt();
		try {
			assertProblem(request("request-1", null, 10), Problem.CANCELLED, "cancelled");
		}
		finally {
			assertThat(Thread.interrupted()).isTrue();
		}
		assertThat(Knowledge.all(this.data, "ai_generations")).isEmpty();
	}

	private static InferenceRequest request(String id, @Nullable String session, int limit) {
		return new InferenceRequest(id, "room-1", "topics", session, limit);
	}

	private void assertProblem(InferenceRequest request, Problem problem, String message) {
		assertThatExceptionOfType(InferenceException.class).isThrownBy(() -> this.worker.classify(request))
			.withMessageContaining(message)
			.satisfies((ex) -> assertThat(ex.problem()).isEqualTo(problem));
	}

}
