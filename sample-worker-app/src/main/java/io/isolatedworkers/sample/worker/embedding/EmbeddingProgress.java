package io.isolatedworkers.sample.worker.embedding;

/**
 * How far a run has come.
 *
 * @param runId the run's id
 * @param done how many documents it has been through
 * @param total how many needed an embedding when it began
 */
public record EmbeddingProgress(String runId, long done, long total) {
}
