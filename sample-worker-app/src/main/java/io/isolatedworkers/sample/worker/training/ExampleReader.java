package io.isolatedworkers.sample.worker.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongConsumer;

import io.isolatedworkers.data.DataAdapter;
import io.isolatedworkers.data.DataHandles;
import io.isolatedworkers.data.Query;
import io.isolatedworkers.data.Row;
import io.isolatedworkers.sample.worker.training.TrainingException.Problem;

/**
 * Reads examples page by page and holds some of them out: those whose {@code split} says
 * {@code test}, and of those that have none every fifth or so, chosen by its id so that
 * all versions of a classifier are measured with the same.
 */
final class ExampleReader {

	static final String COLLECTION = "training_examples";

	static final int PAGE = 500;

	static final int MAX_EXAMPLES = 50_000;

	private static final int ONE_OF = 5;

	private final List<Example> trained = new ArrayList<>();

	private final List<Example> heldOut = new ArrayList<>();

	/** Those to learn from. */
	List<Example> trained() {
		return this.trained;
	}

	/** Those to measure with. */
	List<Example> heldOut() {
		return this.heldOut;
	}

	void read(DataAdapter data, LongConsumer progress) {
		Query query = Query.all().limit(PAGE);
		long done = 0;
		for (List<Row> page = page(data, query); !page.isEmpty()
				&& done < MAX_EXAMPLES; page = page(data, query.after(page.get(page.size() - 1)))) {
			page.forEach(this::add);
			done += page.size();
			progress.accept(done);
		}
	}

	private static List<Row> page(DataAdapter data, Query query) {
		TrainingWorkerImpl.checkNotCancelled();
		return data.list(DataHandles.PRIMARY, COLLECTION, query);
	}

	private void add(Row row) {
		String text = row.text("text");
		String label = row.text("label");
		if (text == null || label == null || label.isBlank()) {
			return;
		}
		Example example = new Example(Words.of(text), text, label);
		(isHeldOut(row) ? this.heldOut : this.trained).add(example);
	}

	private static boolean isHeldOut(Row row) {
		String split = row.has("split") ? row.text("split") : null;
		if (split != null) {
			return split.equals("test");
		}
		// The text of an id stays the same on every JDK, and so does its hash
		int hash = Objects.toString(row.value("id")).hashCode() * 0x9E3779B9;
		return Math.floorMod(hash >>> 8, ONE_OF) == 0;
	}

	void check() {
		if (this.trained.isEmpty() || this.heldOut.isEmpty()) {
			throw new TrainingException(Problem.NO_EXAMPLES,
					"There are %,d examples to learn from and %,d to measure with in %s; add labelled texts, some with split 'test' or many with none"
						.formatted(this.trained.size(), this.heldOut.size(), COLLECTION));
		}
		List<String> labels = this.trained.stream().map(Example::label).distinct().toList();
		if (labels.size() == 1) {
			throw new TrainingException(Problem.ONE_LABEL,
					"All examples have the label '%s'; there is nothing to tell apart; add some with another"
						.formatted(labels.get(0)));
		}
		if (labels.size() > TextClassifier.MAX_LABELS) {
			throw new TrainingException(Problem.INVALID_RUN, "The examples have %,d labels; use at most %,d"
				.formatted(labels.size(), TextClassifier.MAX_LABELS));
		}
	}

}
