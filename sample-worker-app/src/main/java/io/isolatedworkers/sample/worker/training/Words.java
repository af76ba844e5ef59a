package io.isolatedworkers.sample.worker.training;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Takes a text apart as a classifier sees it.
 */
final class Words {

	private static final Pattern BETWEEN = Pattern.compile("[^\\p{L}\\p{N}?!]+|(?=[?!])");

	/** Longer ones are no words that a text would share with another. */
	private static final int MAX_LENGTH = 40;

	private Words() {
	}

	/** Each word once, question and exclamation marks among them. */
	static Set<String> of(String text) {
		Set<String> words = new LinkedHashSet<>();
		for (String word : BETWEEN.split(text.toLowerCase(Locale.ROOT))) {
			if (!word.isEmpty() && word.length() <= MAX_LENGTH) {
				words.add(word);
			}
		}
		return words;
	}

}
