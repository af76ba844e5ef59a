package io.isolatedworkers.sample.worker.training;

import java.util.Set;

/**
 * A text whose label is known.
 *
 * @param words its words
 * @param text the text
 * @param label its label
 */
record Example(Set<String> words, String text, String label) {
}
