package io.isolatedworkers.sample.worker.embedding;

/**
 * What to find.
 *
 * @param text the text whose like is wanted
 * @param limit how many documents at most, from 1 to 100
 */
public record SimilarRequest(String text, int limit) {
}
