package io.isolatedworkers.sample.worker.embedding;

/**
 * A document that was found.
 *
 * @param id its id
 * @param title its title
 * @param score how near it is: the cosine of the angle, 1 for the same words
 */
public record SimilarDocument(String id, String title, double score) {
}
