package io.isolatedworkers.sample.worker.embedding;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.function.Consumer;

import io.isolatedworkers.command.CommandClient;
import io.isolatedworkers.data.DataAdapter;
import io.isolatedworkers.data.Filter;
import io.isolatedworkers.data.Query;
import io.isolatedworkers.data.Row;
import io.isolatedworkers.driver.StartupData;
import io.isolatedworkers.sample.worker.common.Names;
import io.isolatedworkers.sample.worker.common.WorkerPaths;
import io.isolatedworkers.sample.worker.embedding.EmbeddingException.Problem;
import org.jspecify.annotations.Nullable;

/**
 * The embedding worker on both paths: documents go straight from and to the database,
 * everything else to the host.
 */
public final class EmbeddingWorkerImpl implements EmbeddingWorker, AutoCloseable {

	private static final int MAX_SIMILAR = 100;

	private static final Comparator<SimilarDocument> NEAREST_FIRST = Comparator.comparingDouble(SimilarDocument::score)
		.reversed()
		.thenComparing(SimilarDocument::id);

	private final AutoCloseable paths;

	private final DataAdapter data;

	private final CommandClient commands;

	/**
	 * Opens the worker's paths.
	 * @param startup what the host said
	 */
	public EmbeddingWorkerImpl(StartupData startup) {
		this(WorkerPaths.open(startup));
	}

	private EmbeddingWorkerImpl(WorkerPaths paths) {
		this(paths.data(), paths.commands(), paths);
	}

	/** On paths that are open; whoever opened them closes them. */
	EmbeddingWorkerImpl(DataAdapter data, CommandClient commands) {
		this(data, commands, () -> {
		});
	}

	private EmbeddingWorkerImpl(DataAdapter data, CommandClient commands, AutoCloseable paths) {
		this.data = data;
		this.commands = commands;
		this.paths = paths;
	}

	@Override
	public EmbeddingResult embed(EmbeddingRun run) {
		if (!Names.isName(run.runId())) {
			throw invalid("runId", run.runId(), Names.RULE);
		}
		long start = System.nanoTime();
		EmbeddingModel model = model();
		Documents documents = new Documents(this.data, model);
		long total = documents.count(documents.without());
		Counts counts = new Counts();
		pages(documents, documents.without(), (page) -> {
			counts.embedded += documents.embed(page);
			counts.done += page.size();
			this.commands.offerEvent(PROGRESS, run.runId(), new EmbeddingProgress(run.runId(), counts.done, total));
		});
		EmbeddingResult result = new EmbeddingResult(run.runId(), model.id(), model.version(), counts.embedded,
				counts.done - counts.embedded, Duration.ofNanos(System.nanoTime() - start).toMillis());
		this.commands.storeEvent(run.runId() + "-complete", COMPLETE, result);
		return result;
	}

	@Override
	public List<SimilarDocument> similar(SimilarRequest request) {
		if (request.text() == null) {
			throw invalid("text", null, "a text");
		}
		if (request.limit() < 1 || request.limit() > MAX_SIMILAR) {
			throw invalid("limit", request.limit(), "from 1 to %d".formatted(MAX_SIMILAR));
		}
		EmbeddingModel model = model();
		Documents documents = new Documents(this.data, model);
		Embedding wanted = model.embed(request.text());
		PriorityQueue<SimilarDocument> nearest = new PriorityQueue<>(NEAREST_FIRST.reversed());
		pages(documents, documents.with(), (page) -> {
			for (Row row : page) {
				byte[] embedding = row.blob("embedding");
				if (embedding != null && embedding.length == Embedding.BYTES) {
					nearest.add(new SimilarDocument(Objects.toString(row.value("id")),
							Objects.toString(row.text("title"), ""), wanted.near(embedding)));
				}
				if (nearest.size() > request.limit()) {
					nearest.poll();
				}
			}
		});
		List<SimilarDocument> found = new ArrayList<>(nearest);
		found.sort(NEAREST_FIRST);
		return found;
	}

	private EmbeddingModel model() {
		return EmbeddingModel.of(this.commands.getConfig(MODEL, EmbeddingModel.NGRAM.id()));
	}

	private static void pages(Documents documents, Filter filter, Consumer<List<Row>> work) {
		Query query = Query.all().where(filter);
		Query next = query;
		while (true) {
			if (Thread.currentThread().isInterrupted()) {
				throw new EmbeddingException(Problem.CANCELLED,
						"The request was cancelled; embeddings stored until then are kept, and another run goes on");
			}
			List<Row> page = documents.page(next);
			if (page.isEmpty()) {
				return;
			}
			work.accept(page);
			next = query.after(page.get(page.size() - 1));
		}
	}

	private static EmbeddingException invalid(String name, @Nullable Object value, String allowed) {
		return new EmbeddingException(Problem.INVALID_REQUEST,
				"%s is '%s'; it must be %s".formatted(name, value, allowed));
	}

	@Override
	public void close() throws Exception {
		this.paths.close();
	}

	private static final class Counts {

		private long done;

		private long embedded;

	}

}
