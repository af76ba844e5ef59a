package io.isolatedworkers.sample.worker.inference;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

import io.isolatedworkers.data.Change;
import io.isolatedworkers.data.DataAdapter;
import io.isolatedworkers.data.DataHandles;
import io.isolatedworkers.data.DataOperations;
import io.isolatedworkers.data.Filter;
import io.isolatedworkers.data.Query;
import io.isolatedworkers.data.Row;
import io.isolatedworkers.sample.worker.training.Classification;
import org.jspecify.annotations.Nullable;

/**
 * Gives messages their labels, stores those that are new, and counts.
 */
final class Labels {

	private static final String COLLECTION = "ai_generations";

	private final DataAdapter data;

	private final Model model;

	private final Map<String, Integer> labels = new TreeMap<>();

	private int classified;

	private int known;

	private long tokens;

	private long micros;

	Labels(DataAdapter data, Model model) {
		this.data = data;
		this.model = model;
	}

	void add(List<Row> messages, @Nullable String sessionId) {
		// Classified outside the transaction, in which nobody else can write
		List<Row> generations = messages.stream().map((message) -> generation(message, sessionId)).toList();
		List<Row> added = this.data.transaction(DataHandles.PRIMARY, (rows) -> addMissing(rows, generations));
		for (Row row : added) {
			this.tokens += Objects.requireNonNull(row.integer("tokens"));
			this.micros += Objects.requireNonNull(row.integer("micros"));
		}
		this.classified += added.size();
		this.known += generations.size() - added.size();
		generations.forEach((row) -> this.labels.merge(Objects.requireNonNull(row.text("label")), 1, Integer::sum));
	}

	private static List<Row> addMissing(DataOperations rows, List<Row> generations) {
		Set<Object> stored = new HashSet<>();
		List<?> ids = generations.stream().map((row) -> Objects.requireNonNull(row.value("id"))).toList();
		rows.list(DataHandles.PRIMARY, COLLECTION, Query.all().where(Filter.in("id", ids)))
			.forEach((row) -> stored.add(Objects.requireNonNull(row.value("id"))));
		List<Row> missing = new ArrayList<>(generations);
		missing.removeIf((row) -> stored.contains(Objects.requireNonNull(row.value("id"))));
		rows.batch(DataHandles.PRIMARY, missing.stream().map((row) -> new Change.Insert(COLLECTION, row)).toList());
		return missing;
	}

	private Row generation(Row message, @Nullable String sessionId) {
		Object messageId = Objects.requireNonNull(message.value("id"), "id");
		String body = message.text("body");
		long start = System.nanoTime();
		Classification classification = this.model.classifier().classify((body != null) ? body : "");
		long nanos = System.nanoTime() - start;
		return Row.builder()
			.set("id", this.model.generationId(messageId))
			.set("message_id", messageId)
			.set("session_id", sessionId)
			.set("label", classification.label())
			.set("score", classification.score())
			.set("model_name", this.model.name())
			.set("model_version", this.model.version())
			.set("tokens", classification.words())
			.set("micros", (nanos + 999) / 1_000)
			.set("created_at", System.currentTimeMillis())
			.build();
	}

	InferenceResult result(InferenceRequest request, @Nullable String user) {
		return new InferenceResult(request.requestId(), request.roomId(), user, this.model.name(), this.model.version(),
				this.classified, this.known, this.labels, this.tokens, this.micros);
	}

}
