package io.isolatedworkers.sample.worker.training;

/**
 * Asks the host to make up a text.
 *
 * @param prompt what kind of text, in words
 * @param label what kind of text, as the label it should get
 */
public record GenerationRequest(String prompt, String label) {
}
