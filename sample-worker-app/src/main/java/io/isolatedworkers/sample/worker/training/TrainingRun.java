package io.isolatedworkers.sample.worker.training;

import org.jspecify.annotations.Nullable;

/**
 * What to train.
 *
 * @param runId names the run for all time; letters, digits and {@code -}, at most 64
 * @param adapterName the name of the classifier; letters, digits and {@code -}, at most
 * 64
 * @param epochs how often to go through the examples, from 1 to 50; {@code null} for 5
 * @param seed decides in what order; the same examples and seed make the same classifier
 */
public record TrainingRun(String runId, String adapterName, @Nullable Integer epochs, long seed) {
}
