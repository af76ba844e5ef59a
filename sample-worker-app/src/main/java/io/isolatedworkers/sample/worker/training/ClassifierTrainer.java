package io.isolatedworkers.sample.worker.training;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

import io.isolatedworkers.sample.worker.training.TrainingException.Problem;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.sgd.linear.LinearSGDModel;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.impl.ArrayExample;
import org.tribuo.math.la.DenseMatrix;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/**
 * Learns by Tribuo's logistic regression, and keeps of its model what classifying needs.
 */
final class ClassifierTrainer {

	/** A word that only one example has says nothing about others. */
	private static final int MIN_EXAMPLES = 2;

	private static final double LEARNING_RATE = 0.5;

	/** Tribuo would log what it does now and then. */
	private static final int NO_LOG = -1;

	/** Held, because a logger that nobody holds may forget its level. */
	private static final Logger TRIBUO = Logger.getLogger("org.tribuo");

	static {
		// A worker's standard error is for what went wrong
		TRIBUO.setLevel(Level.WARNING);
	}

	private final int epochs;

	private final int batchSize;

	private final long seed;

	ClassifierTrainer(int epochs, int batchSize, long seed) {
		this.epochs = epochs;
		this.batchSize = batchSize;
		this.seed = seed;
	}

	TextClassifier train(List<Example> examples) {
		Set<String> known = knownWords(examples);
		LabelFactory labels = new LabelFactory();
		MutableDataset<Label> dataset = new MutableDataset<>(new SimpleDataSourceProvenance("examples", labels),
				labels);
		for (Example example : examples) {
			ArrayExample<Label> features = new ArrayExample<>(new Label(example.label()));
			example.words().stream().filter(known::contains).forEach((word) -> features.add(word, 1));
			if (features.size() > 0) {
				dataset.add(features);
			}
		}
		if (dataset.getOutputIDInfo().size() < 2) {
			throw new TrainingException(Problem.NO_EXAMPLES,
					"Of %,d examples, too few share words with others to tell labels apart; add more"
						.formatted(examples.size()));
		}
		LinearSGDTrainer trainer = new LinearSGDTrainer(new LogMulticlass(), new AdaGrad(LEARNING_RATE), this.epochs,
				NO_LOG, this.batchSize, this.seed);
		return classifier(trainer.train(dataset), known);
	}

	private static Set<String> knownWords(List<Example> examples) {
		Map<String, Integer> counts = new HashMap<>();
		examples.forEach((example) -> example.words().forEach((word) -> counts.merge(word, 1, Integer::sum)));
		return counts.entrySet()
			.stream()
			.filter((word) -> word.getValue() >= MIN_EXAMPLES)
			.sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
				.thenComparing(Map.Entry.comparingByKey()))
			.limit(TextClassifier.MAX_WORDS)
			.map(Map.Entry::getKey)
			.collect(Collectors.toCollection(HashSet::new));
	}

	private static TextClassifier classifier(LinearSGDModel model, Set<String> known) {
		DenseMatrix weights = model.getWeightsCopy();
		List<String> labels = new ArrayList<>();
		for (int label = 0; label < model.getOutputIDInfo().size(); label++) {
			labels.add(model.getOutputIDInfo().getOutput(label).getLabel());
		}
		Map<String, float[]> words = new HashMap<>();
		for (String word : known) {
			int feature = model.getFeatureIDMap().getID(word);
			if (feature >= 0) {
				words.put(word, column(weights, feature));
			}
		}
		return new TextClassifier(labels, column(weights, weights.getDimension2Size() - 1), words);
	}

	private static float[] column(DenseMatrix weights, int column) {
		float[] values = new float[weights.getDimension1Size()];
		for (int row = 0; row < values.length; row++) {
			values[row] = (float) weights.get(row, column);
		}
		return values;
	}

}
