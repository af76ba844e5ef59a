package io.isolatedworkers.sample.worker.embedding;

/**
 * What to embed: everything that needs it.
 *
 * @param runId names the run for all time; letters, digits and {@code -}, at most 64
 */
public record EmbeddingRun(String runId) {
}
