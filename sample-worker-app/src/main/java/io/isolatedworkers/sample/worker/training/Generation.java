package io.isolatedworkers.sample.worker.training;

/**
 * A text that the host made up.
 *
 * @param text the text
 */
public record Generation(String text) {
}
