package io.isolatedworkers.sample.worker.inference;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

import io.isolatedworkers.data.DataAdapter;
import io.isolatedworkers.data.DataHandles;
import io.isolatedworkers.data.Filter;
import io.isolatedworkers.data.Query;
import io.isolatedworkers.data.Row;
import io.isolatedworkers.sample.worker.inference.InferenceException.Problem;
import io.isolatedworkers.sample.worker.training.TextClassifier;
import io.isolatedworkers.sample.worker.training.TrainingException;

/**
 * A classifier as it is stored.
 *
 * @param name its name
 * @param version its version
 * @param classifier the classifier
 */
record Model(String name, long version, TextClassifier classifier) {

	/** The newest of a name. */
	static Optional<Model> newest(DataAdapter data, String name) {
		List<Row> rows = data.list(DataHandles.PRIMARY, "lora_adapters",
				Query.all().where(Filter.equal("name", name)).descendingBy("version").limit(1));
		return rows.stream().findFirst().map((row) -> read(name, row));
	}

	private static Model read(String name, Row row) {
		long version = Objects.requireNonNull(row.integer("version"), "version");
		byte[] bytes = row.blob("model");
		try {
			return new Model(name, version, TextClassifier.read((bytes != null) ? bytes : new byte[0]));
		}
		catch (TrainingException ex) {
			throw new InferenceException(Problem.NO_MODEL,
					"Version %d of the classifier '%s' cannot be read: %s".formatted(version, name, ex.getMessage()),
					ex);
		}
	}

	/** The same for the same message and version, so that nothing is stored twice. */
	String generationId(Object messageId) {
		return "%s/%s/%d".formatted(messageId, this.name, this.version);
	}

}
