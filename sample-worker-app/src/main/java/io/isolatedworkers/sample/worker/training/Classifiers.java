package io.isolatedworkers.sample.worker.training;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

import io.isolatedworkers.data.DataAdapter;
import io.isolatedworkers.data.DataHandles;
import io.isolatedworkers.data.Filter;
import io.isolatedworkers.data.Query;
import io.isolatedworkers.data.Row;
import io.isolatedworkers.sample.worker.training.TrainingResult.Sample;
import org.jspecify.annotations.Nullable;

/**
 * The collection of trained classifiers. The id of a row is that of its run.
 */
final class Classifiers {

	private static final String COLLECTION = "lora_adapters";

	private final DataAdapter data;

	Classifiers(DataAdapter data) {
		this.data = data;
	}

	Optional<TrainingResult> find(String runId) {
		return this.data.get(DataHandles.PRIMARY, COLLECTION, runId).map(Classifiers::result);
	}

	/**
	 * Stores a classifier under the next version of its name, which nobody else can take
	 * meanwhile.
	 * @return what was stored, or had been for that run before
	 */
	TrainingResult add(TrainingResult result, byte[] model) {
		return this.data.transaction(DataHandles.PRIMARY, (rows) -> {
			Optional<Row> stored = rows.get(DataHandles.PRIMARY, COLLECTION, result.runId());
			if (stored.isPresent()) {
				return result(stored.get());
			}
			List<Row> newest = rows.list(DataHandles.PRIMARY, COLLECTION,
					Query.all().where(Filter.equal("name", result.adapterName())).descendingBy("version").limit(1));
			long version = newest.isEmpty() ? 1 : integer(newest.get(0), "version") + 1;
			Row row = row(result, version, model);
			rows.insert(DataHandles.PRIMARY, COLLECTION, row);
			return result(row);
		});
	}

	private static Row row(TrainingResult result, long version, byte[] model) {
		Sample sample = result.sample();
		return Row.builder()
			.set("id", result.runId())
			.set("name", result.adapterName())
			.set("version", version)
			.set("kind", "text-classifier")
			.set("created_at", System.currentTimeMillis())
			.set("model", model)
			.set("trained", result.trained())
			.set("held_out", result.heldOut())
			.set("accuracy", result.accuracy())
			.set("baseline", result.baseline())
			.set("sample_text", (sample != null) ? sample.text() : null)
			.set("sample_expected", (sample != null) ? sample.expected() : null)
			.set("sample_label", (sample != null) ? sample.label() : null)
			.set("duration_millis", result.durationMillis())
			.build();
	}

	private static TrainingResult result(Row row) {
		return new TrainingResult(text(row, "id"), text(row, "name"), integer(row, "version"),
				(int) integer(row, "trained"), (int) integer(row, "held_out"), real(row, "accuracy"),
				real(row, "baseline"), Objects.requireNonNull(row.blob("model"), "model").length, sample(row),
				integer(row, "duration_millis"));
	}

	private static @Nullable Sample sample(Row row) {
		return (row.value("sample_text") == null) ? null
				: new Sample(text(row, "sample_text"), text(row, "sample_expected"), text(row, "sample_label"));
	}

	private static String text(Row row, String column) {
		return Objects.requireNonNull(row.text(column), column);
	}

	private static long integer(Row row, String column) {
		return Objects.requireNonNull(row.integer(column), column);
	}

	private static double real(Row row, String column) {
		return Objects.requireNonNull(row.real(column), column);
	}

}
