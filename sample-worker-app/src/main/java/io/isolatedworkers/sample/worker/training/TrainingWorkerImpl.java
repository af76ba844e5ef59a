package io.isolatedworkers.sample.worker.training;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.isolatedworkers.command.CommandClient;
import io.isolatedworkers.command.CommandException;
import io.isolatedworkers.command.CommandProblem;
import io.isolatedworkers.data.DataAdapter;
import io.isolatedworkers.data.DataHandles;
import io.isolatedworkers.data.Filter;
import io.isolatedworkers.driver.StartupData;
import io.isolatedworkers.sample.worker.common.Names;
import io.isolatedworkers.sample.worker.common.WorkerPaths;
import io.isolatedworkers.sample.worker.training.TrainingException.Problem;
import io.isolatedworkers.sample.worker.training.TrainingProgress.Phase;
import io.isolatedworkers.sample.worker.training.TrainingResult.Sample;
import org.jspecify.annotations.Nullable;

/**
 * The training worker on both paths: examples and classifiers go straight to the
 * database, everything else to the host.
 */
public final class TrainingWorkerImpl implements TrainingWorker, AutoCloseable {

	private static final int DEFAULT_EPOCHS = 5;

	private static final int MAX_EPOCHS = 50;

	private static final String DEFAULT_BATCH_SIZE = "16";

	private static final int MAX_BATCH_SIZE = 10_000;

	private final AutoCloseable paths;

	private final DataAdapter data;

	private final CommandClient commands;

	private final Classifiers classifiers;

	/**
	 * Opens the worker's paths.
	 * @param startup what the host said
	 */
	public TrainingWorkerImpl(StartupData startup) {
		this(WorkerPaths.open(startup));
	}

	private TrainingWorkerImpl(WorkerPaths paths) {
		this(paths.data(), paths.commands(), paths);
	}

	/** On paths that are open; whoever opened them closes them. */
	TrainingWorkerImpl(DataAdapter data, CommandClient commands) {
		this(data, commands, () -> {
		});
	}

	private TrainingWorkerImpl(DataAdapter data, CommandClient commands, AutoCloseable paths) {
		this.data = data;
		this.commands = commands;
		this.paths = paths;
		this.classifiers = new Classifiers(data);
	}

	@Override
	public TrainingResult train(TrainingRun run) {
		int epochs = (run.epochs() != null) ? run.epochs() : DEFAULT_EPOCHS;
		check(run, epochs);
		TrainingResult result = this.classifiers.find(run.runId()).orElseGet(() -> trainAnew(run, epochs));
		// Also for a run that was finished before: its worker may have ended in between
		this.commands.storeEvent(run.runId() + "-complete", COMPLETE, result);
		return result;
	}

	private TrainingResult trainAnew(TrainingRun run, int epochs) {
		long start = System.nanoTime();
		ClassifierTrainer trainer = new ClassifierTrainer(epochs, batchSize(), run.seed());
		long total = this.data.count(DataHandles.PRIMARY, ExampleReader.COLLECTION, Filter.all());
		ExampleReader examples = new ExampleReader();
		examples.read(this.data, (done) -> progress(run, Phase.READING, done, total));
		examples.check();
		progress(run, Phase.TRAINING, 0, examples.trained().size());
		TextClassifier classifier = trainer.train(examples.trained());
		progress(run, Phase.TRAINING, examples.trained().size(), examples.trained().size());
		checkNotCancelled();
		List<Example> heldOut = examples.heldOut();
		long right = heldOut.stream()
			.filter((example) -> classifier.classify(example.text()).label().equals(example.label()))
			.count();
		progress(run, Phase.TESTING, heldOut.size(), heldOut.size());
		Sample sample = sample(classifier);
		checkNotCancelled();
		byte[] model = classifier.toBytes();
		return this.classifiers.add(new TrainingResult(run.runId(), run.adapterName(), 0, examples.trained().size(),
				heldOut.size(), (double) right / heldOut.size(), baseline(heldOut), model.length, sample,
				Duration.ofNanos(System.nanoTime() - start).toMillis()), model);
	}

	/** A classifier is worth storing whether or not the host makes up a text for it. */
	private @Nullable Sample sample(TextClassifier classifier) {
		String label = classifier.labels().stream().sorted().findFirst().orElseThrow();
		try {
			Generation generation = this.commands.execute(GENERATE,
					new GenerationRequest("Write one short chat message of the kind '%s'".formatted(label), label));
			return (generation != null)
					? new Sample(generation.text(), label, classifier.classify(generation.text()).label()) : null;
		}
		catch (CommandException ex) {
			if (ex.problem() == CommandProblem.INTERRUPTED) {
				throw new TrainingException(Problem.CANCELLED,
						"The run was cancelled; nothing is stored, and it can be run again", ex);
			}
			return null;
		}
	}

	private int batchSize() {
		String value = this.commands.getConfig(BATCH_SIZE, DEFAULT_BATCH_SIZE);
		int size;
		try {
			size = Integer.parseInt(value.trim());
		}
		catch (NumberFormatException ex) {
			size = 0;
		}
		if (size < 1 || size > MAX_BATCH_SIZE) {
			throw invalid(BATCH_SIZE, value, "a number from 1 to %,d".formatted(MAX_BATCH_SIZE));
		}
		return size;
	}

	private static double baseline(List<Example> examples) {
		return (double) examples.stream()
			.map(Example::label)
			.collect(Collectors.groupingBy(Function.identity(), Collectors.counting()))
			.values()
			.stream()
			.mapToLong(Long::longValue)
			.max()
			.orElse(0) / examples.size();
	}

	private void progress(TrainingRun run, Phase phase, long done, long total) {
		this.commands.offerEvent(PROGRESS, run.runId(), new TrainingProgress(run.runId(), phase, done, total));
	}

	private static void check(TrainingRun run, int epochs) {
		if (!Names.isName(run.runId())) {
			throw invalid("runId", run.runId(), Names.RULE);
		}
		if (!Names.isName(run.adapterName())) {
			throw invalid("adapterName", run.adapterName(), Names.RULE);
		}
		if (epochs < 1 || epochs > MAX_EPOCHS) {
			throw invalid("epochs", epochs, "from 1 to %d".formatted(MAX_EPOCHS));
		}
	}

	private static TrainingException invalid(String name, @Nullable Object value, String allowed) {
		return new TrainingException(Problem.INVALID_RUN, "%s is '%s'; it must be %s".formatted(name, value, allowed));
	}

	static void checkNotCancelled() {
		if (Thread.currentThread().isInterrupted()) {
			throw new TrainingException(Problem.CANCELLED,
					"The run was cancelled; nothing is stored, and it can be run again");
		}
	}

	@Override
	public void close() throws Exception {
		this.paths.close();
	}

}
