package io.isolatedworkers.sample.worker.training;

/**
 * How far a run has come.
 *
 * @param runId the run's id
 * @param phase what it is doing
 * @param done how many examples went through that phase
 * @param total how many there were when the run began
 */
public record TrainingProgress(String runId, Phase phase, long done, long total) {

	/**
	 * What a run does, in this order.
	 */
	public enum Phase {

		/** Reads examples. */
		READING,

		/** Learns from them. */
		TRAINING,

		/** Measures what was learned. */
		TESTING

	}

}
