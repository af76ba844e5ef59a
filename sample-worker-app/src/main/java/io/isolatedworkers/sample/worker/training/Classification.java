package io.isolatedworkers.sample.worker.training;

/**
 * What a classifier takes a text for.
 *
 * @param label the most likely label
 * @param score how likely the classifier believes it to be, from 0 to 1
 * @param words how many different words it looked at
 */
public record Classification(String label, double score, int words) {
}
