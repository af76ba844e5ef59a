package io.isolatedworkers.sample.worker.training;

import io.isolatedworkers.command.LocalCommandClient;
import io.isolatedworkers.data.DataAdapter;

/**
 * Trains classifiers for the tests of others.
 */
public final class Trainings {

	private Trainings() {
	}

	public static TrainingResult train(DataAdapter data, TrainingRun run) {
		return new TrainingWorkerImpl(data, new LocalCommandClient()).train(run);
	}

}
