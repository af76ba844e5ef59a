package io.isolatedworkers.sample.worker.training;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.isolatedworkers.command.LocalCommandClient;
import io.isolatedworkers.data.DataHandles;
import io.isolatedworkers.data.InMemoryDataAdapter;
import io.isolatedworkers.data.Row;
import io.isolatedworkers.sample.worker.knowledge.Knowledge;
import io.isolatedworkers.sample.worker.training.TrainingException.Problem;
import io.isolatedworkers.sample.worker.training.TrainingResult.Sample;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The training worker without files and without a host.
 */
class TrainingWorkerTests {

	private static final TrainingRun RUN = new TrainingRun("run-1", "topics", 3, 7);

	private final InMemoryDataAdapter data = Knowledge.inMemory();

	private final LocalCommandClient commands = new LocalCommandClient();

	private final TrainingWorker worker = new TrainingWorkerImpl(this.data, this.commands);

	@AfterEach
	void close() {
		this.data.close();
	}

	@Test
	void aClassifierGetsMostOfWhatItHasNotSeenRight() {
		Knowledge.addExamples(this.data, 2_000);
		TrainingResult result = this.worker.train(RUN);
		assertThat(result.trained() + result.heldOut()).isEqualTo(2_000);
		assertThat(result.heldOut()).isBetween(300, 500);
		assertThat(result.baseline()).isLessThan(0.35);
		assertThat(result.accuracy()).isGreaterThan(0.9);
		Row row = this.data.get(DataHandles.PRIMARY, "lora_adapters", "run-1").orElseThrow();
		assertThat(row.text("kind")).isEqualTo("text-classifier");
		byte[] model = Objects.requireNonNull(row.blob("model"));
		assertThat(model).hasSize(result.modelBytes());
		TextClassifier stored = TextClassifier.read(model);
		assertThat(stored.labels()).containsExactlyInAnyOrder("question", "problem", "thanks", "plan");
		assertThat(stored.classify("Where do I find the printer?").label()).isEqualTo("question");
		assertThat(stored.classify("Many thanks, the report works again").score()).isBetween(0.5, 1.0);
		assertThat(stored.toBytes()).isEqualTo(model);
	}

	@Test
	void theSameSeedMakesTheSameClassifier() {
		Knowledge.addExamples(this.data, 600);
		this.worker.train(RUN);
		this.worker.train(new TrainingRun("run-2", "topics", 3, 7));
		this.worker.train(new TrainingRun("run-3", "topics", 3, 8));
		List<Row> rows = Knowledge.all(this.data, "lora_adapters");
		assertThat(rows).extracting((row) -> row.integer("version")).containsExactly(1L, 2L, 3L);
		assertThat(rows.get(1).blob("model")).isEqualTo(rows.get(0).blob("model"));
		assertThat(rows.get(2).blob("model")).isNotEqualTo(rows.get(0).blob("model"));
	}

	@Test
	void theHostsBatchSizeIsUsedAndAWrongOneIsRefused() {
		Knowledge.addExamples(this.data, 600);
		this.worker.train(RUN);
		this.commands.withConfig("training.batch-size", "200");
		this.worker.train(new TrainingRun("run-2", "topics", 3, 7));
		List<Row> rows = Knowledge.all(this.data, "lora_adapters");
		assertThat(rows.get(1).blob("model")).isNotEqualTo(rows.get(0).blob("model"));
		this.commands.withConfig("training.batch-size", "many");
		assertProblem(new TrainingRun("run-3", "topics", 3, 7), Problem.INVALID_RUN, "training.batch-size is 'many'");
	}

	@Test
	void aRunThatIsAskedForAgainIsNotDoneAgain() {
		Knowledge.addExamples(this.data, 400);
		this.commands.withCommand(TrainingWorker.GENERATE, (request, who) -> new Generation("See you at noon"));
		TrainingResult first = this.worker.train(RUN);
		int reports = this.commands.offeredEvents().size();
		assertThat(this.worker.train(RUN)).isEqualTo(first);
		assertThat(this.commands.offeredEvents()).hasSize(reports);
		assertThat(Knowledge.all(this.data, "lora_adapters")).hasSize(1);
		assertThat(this.commands.storedEvents()).singleElement()
			.satisfies((event) -> assertThat(event.payload(TrainingResult.class)).isEqualTo(first))
			.satisfies((event) -> assertThat(event.name()).isEqualTo(TrainingWorker.COMPLETE));
	}

	@Test
	void aNewClassifierIsTriedOnATextThatTheHostMakesUp() {
		Knowledge.addExamples(this.data, 1_000);
		this.commands.withCommand(TrainingWorker.GENERATE, (request, who) -> new Generation(
				Objects.requireNonNull(request).label().equals("plan") ? "I will bring the projector tomorrow" : "?"));
		assertThat(this.worker.train(RUN).sample())
			.isEqualTo(new Sample("I will bring the projector tomorrow", "plan", "plan"));
	}

	@Test
	void withoutAHostAClassifierIsStoredAllTheSame() {
		Knowledge.addExamples(this.data, 400);
		this.commands.hostAway(true);
		assertThat(this.worker.train(RUN).sample()).isNull();
		assertThat(Knowledge.all(this.data, "lora_adapters")).hasSize(1);
		assertThat(this.commands.storedEvents()).hasSize(1);
	}

	@Test
	void progressIsToldForEveryPage() {
		Knowledge.addExamples(this.data, 1_100);
		this.worker.train(RUN);
		List<TrainingProgress> reports = this.commands.offeredEvents()
			.stream()
			.map((event) -> Objects.requireNonNull(event.payload(TrainingProgress.class)))
			.toList();
		assertThat(reports).filteredOn((report) -> report.phase() == TrainingProgress.Phase.READING)
			.extracting(TrainingProgress::done)
			.containsExactly(500L, 1_000L, 1_100L);
		assertThat(reports).extracting(TrainingProgress::phase).contains(TrainingProgress.Phase.TESTING);
	}

	@Test
	void examplesThatSayWhereTheyBelongGoThere() {
		add("a1", "red apple", "fruit", "train");
		add("a2", "red apple", "fruit", "train");
		add("b1", "green leek", "vegetable", "train");
		add("b2", "green leek", "vegetable", "train");
		add("c", "red apple", "fruit", "test");
		TrainingResult result = this.worker.train(RUN);
		assertThat(result.trained()).isEqualTo(4);
		assertThat(result.heldOut()).isEqualTo(1);
		assertThat(result.accuracy()).isEqualTo(1);
	}

	@Test
	void whatCannotBeLearnedFromIsRefusedWithItsCode() {
		assertProblem(RUN, Problem.NO_EXAMPLES, "0 examples");
		add("a", "red apple", "fruit", "train");
		add("b", "green apple", "fruit", "test");
		assertProblem(RUN, Problem.ONE_LABEL, "'fruit'");
		add("c", "sour lemon", "citrus", "train");
		assertProblem(RUN, Problem.NO_EXAMPLES, "too few share words");
		assertProblem(new TrainingRun("../x", "topics", 1, 1), Problem.INVALID_RUN, "runId");
		assertProblem(new TrainingRun("x", "a b", 1, 1), Problem.INVALID_RUN, "adapterName");
		assertProblem(new TrainingRun("x", "topics", 51, 1), Problem.INVALID_RUN, "epochs is '51'");
		assertThat(Knowledge.all(this.data, "lora_adapters")).isEmpty();
	}

	@Test
	void aCancelledRunStoresNothing() {
		Knowledge.addExamples(this.data, 400);
		Thread.currentThread().interrupt();
		try {
			assertProblem(RUN, Problem.CANCELLED, "cancelled");
		}
		finally {
			assertThat(Thread.interrupted()).isTrue();
		}
		assertThat(Knowledge.all(this.data, "lora_adapters")).isEmpty();
		assertThat(this.commands.storedEvents()).isEmpty();
	}

	@Test
	void bytesThatAreNoClassifierAreRefused() {
		Knowledge.addExamples(this.data, 400);
		this.worker.train(RUN);
		byte[] model = Objects
			.requireNonNull(this.data.get(DataHandles.PRIMARY, "lora_adapters", "run-1").orElseThrow().blob("model"));
		for (byte[] damaged : List.of(new byte[0], new byte[100], Arrays.copyOf(model, model.length - 1),
				Arrays.copyOf(model, model.length + 1))) {
			assertThatExceptionOfType(TrainingException.class).isThrownBy(() -> TextClassifier.read(damaged))
				.satisfies((ex) -> assertThat(ex.problem()).isEqualTo(Problem.NOT_A_MODEL));
		}
	}

	private void add(String id, String text, String label, String split) {
		this.data.insert(DataHandles.PRIMARY, "training_examples",
				Row.of(Map.of("id", id, "text", text, "label", label, "split", split)));
	}

	private void assertProblem(TrainingRun run, Problem problem, String message) {
		assertThatExceptionOfType(TrainingException.class).isThrownBy(() -> this.worker.train(run))
			.withMessageContaining(message)
			.satisfies((ex) -> assertThat(ex.problem()).isEqualTo(problem));
	}

}
