package io.isolatedworkers.command;

import java.util.List;
import java.util.Locale;

/**
 * Tells names of configuration that sound like a secret.
 */
final class SecretNames {

	private static final List<String> WORDS = List.of("secret", "password", "token", "credential", "key");

	private SecretNames() {
	}

	/** Whether a name holds one of the words, however it is written. */
	static boolean isSecret(String name) {
		String letters = name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
		return WORDS.stream().anyMatch(letters::contains);
	}

}
