package io.isolatedworkers.sample.worker.embedding;

import java.util.Map;
import java.util.Objects;

import io.isolatedworkers.command.LocalCommandClient;
import io.isolatedworkers.data.DataHandles;
import io.isolatedworkers.data.InMemoryDataAdapter;
import io.isolatedworkers.data.Query;
import io.isolatedworkers.data.Row;
import io.isolatedworkers.sample.worker.embedding.EmbeddingException.Problem;
import io.isolatedworkers.sample.worker.knowledge.Knowledge;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The embedding worker without files and without a host.
 */
class EmbeddingWorkerTests {

	private static final EmbeddingRun RUN = new EmbeddingRun("run-1");

	private final InMemoryDataAdapter data = Knowledge.inMemory();

	private final LocalCommandClient commands = new LocalCommandClient();

	private final EmbeddingWorker worker = new EmbeddingWorkerImpl(this.data, this.commands);

	@AfterEach
	void close() {
		this.data.close();
	}

	@Test
	void whatHasNoEmbeddingGetsOneAndNothingIsDoneTwice() {
		addDocuments(250);
		EmbeddingResult result = this.worker.embed(RUN);
		assertThat(result.embedded()).isEqualTo(250);
		assertThat(result.left()).isZero();
		assertThat(Knowledge.all(this.data, "documents")).hasSize(250).allSatisfy((row) -> {
			assertThat(row.blob("embedding")).hasSize(Embedding.BYTES);
			assertThat(row.text("embedding_model")).isEqualTo("ngram-384");
			assertThat(row.integer("embedding_version")).isEqualTo(1);
			assertThat(row.integer("version")).isEqualTo(2);
		});
		assertThat(this.worker.embed(new EmbeddingRun("run-2")).embedded()).isZero();
		assertThat(this.commands.offeredEvents()).extracting((event) -> event.payload(EmbeddingProgress.class))
			.containsExactly(new EmbeddingProgress("run-1", 100, 250), new EmbeddingProgress("run-1", 200, 250),
					new EmbeddingProgress("run-1", 250, 250));
		assertThat(this.commands.storedEvents()).first()
			.satisfies((event) -> assertThat(event.payload(EmbeddingResult.class)).isEqualTo(result));
	}

	@Test
	void aDocumentThatIsChangedMeanwhileGetsTheEmbeddingOfItsNewText() {
		Knowledge.addDocument(this.data, "d1", "Printer", "How to repair it");
		Knowledge.addDocument(this.data, "d2", "Heating", "How to start it");
		Documents documents = new Documents(this.data, EmbeddingModel.NGRAM);
		var page = documents.page(Query.all().where(documents.without()));
		this.data.update(DataHandles.PRIMARY, "documents", "d1", Row.of(Map.of("text", "Invoices from Lyon")), 1);
		assertThat(documents.embed(page)).isEqualTo(2);
		assertThat(embedding("d1")).isEqualTo(EmbeddingModel.NGRAM.embed("Printer\nInvoices from Lyon").toBytes());
		assertThat(document("d1").text("text")).isEqualTo("Invoices from Lyon");
		assertThat(document("d1").integer("version")).isEqualTo(3);
	}

	@Test
	void aDocumentThatIsRemovedMeanwhileStaysRemoved() {
		Knowledge.addDocument(this.data, "d1", "Printer", "How to repair it");
		Documents documents = new Documents(this.data, EmbeddingModel.NGRAM);
		var page = documents.page(Query.all());
		this.data.delete(DataHandles.PRIMARY, "documents", "d1");
		assertThat(documents.embed(page)).isZero();
		assertThat(Knowledge.all(this.data, "documents")).isEmpty();
	}

	@Test
	void theHostChoosesTheModelAndOldEmbeddingsAreReplaced() {
		addDocuments(20);
		this.worker.embed(RUN);
		byte[] before = embedding("d00003");
		this.commands.withConfig("embedding.model", "word-384");
		assertThat(this.worker.similar(new SimilarRequest("printer", 5))).isEmpty();
		assertThat(this.worker.embed(new EmbeddingRun("run-2")).embedded()).isEqualTo(20);
		assertThat(embedding("d00003")).isNotEqualTo(before);
		this.commands.withConfig("embedding.model", "clever-1000");
		assertProblem(() -> this.worker.embed(RUN), Problem.UNKNOWN_MODEL, "[ngram-384, word-384]");
	}

	@Test
	void theNearestDocumentsAreFoundNearestFirst() {
		addDocuments(250);
		Knowledge.addDocument(this.data, "x1", "Sauna", "Heat the sauna in the evening, then swim in the lake");
		Knowledge.addDocument(this.data, "x2", "Lake", "In the evening we swim in the lake");
		this.worker.embed(RUN);
		var found = this.worker.similar(new SimilarRequest("in the evening we swim in the lake", 3));
		assertThat(found).hasSize(3).extracting(SimilarDocument::id).startsWith("x2", "x1");
		assertThat(found.get(0).score()).isGreaterThan(found.get(1).score()).isGreaterThan(0.8);
		assertThat(found.get(1).score()).isGreaterThan(found.get(2).score());
	}

	@Test
	void whatIsNotAllowedIsRefusedAndACancelledRunEnds() {
		assertProblem(() -> this.worker.embed(new EmbeddingRun("a/b")), Problem.INVALID_REQUEST, "runId");
		assertProblem(() -> this.worker.similar(new SimilarRequest("x", 101)), Problem.INVALID_REQUEST, "limit");
		addDocuments(5);
		Thread.currentThread().interrupt();
		try {
			assertProblem(() -> this.worker.embed(RUN), Problem.CANCELLED, "cancelled");
		}
		finally {
			assertThat(Thread.interrupted()).isTrue();
		}
		assertThat(Knowledge.all(this.data, "documents"))
			.noneMatch((row) -> row.has("embedding") && row.blob("embedding") != null);
	}

	private void addDocuments(int count) {
		for (int i = 0; i < count; i++) {
			Knowledge.addDocument(this.data, "d%05d".formatted(i), "Printer " + i, "The printer number " + i);
		}
	}

	private Row document(String id) {
		return this.data.get(DataHandles.PRIMARY, "documents", id).orElseThrow();
	}

	private byte[] embedding(String id) {
		return Objects.requireNonNull(document(id).blob("embedding"));
	}

	private static void assertProblem(Runnable call, Problem problem, String message) {
		assertThatExceptionOfType(EmbeddingException.class).isThrownBy(call::run)
			.withMessageContaining(message)
			.satisfies((ex) -> assertThat(ex.problem()).isEqualTo(problem));
	}

}
