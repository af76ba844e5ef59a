package io.isolatedworkers.sample.worker.training;

import org.jspecify.annotations.Nullable;

/**
 * What came of a run.
 *
 * @param runId the run's id
 * @param adapterName the name of the classifier
 * @param version its version, from 1
 * @param trained how many examples it learned from
 * @param heldOut how many examples it was measured with
 * @param accuracy the share of those that it got right
 * @param baseline the share that is right for whoever always says the most frequent
 * label; an accuracy near it means that nothing was learned
 * @param modelBytes the size of the classifier
 * @param sample how it did on a text that the host made up, {@code null} if the host
 * makes none
 * @param durationMillis how long the run took, in milliseconds
 */
public record TrainingResult(String runId, String adapterName, long version, int trained, int heldOut, double accuracy,
		double baseline, int modelBytes, @Nullable Sample sample, long durationMillis) {

	/**
	 * One text that was made up, and what it was taken for.
	 *
	 * @param text the text
	 * @param expected the label it was made for
	 * @param label the label that the classifier gave it
	 */
	public record Sample(String text, String expected, String label) {
	}

}
