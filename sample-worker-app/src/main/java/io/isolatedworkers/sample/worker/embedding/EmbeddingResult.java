package io.isolatedworkers.sample.worker.embedding;

/**
 * What came of a run.
 *
 * @param runId the run's id
 * @param model the name of the model
 * @param modelVersion its version
 * @param embedded how many documents got an embedding
 * @param left how many documents were changed or removed by others so often that they
 * wait for the next run
 * @param durationMillis how long the run took, in milliseconds
 */
public record EmbeddingResult(String runId, String model, int modelVersion, long embedded, long left,
		long durationMillis) {
}
