package io.isolatedworkers.sample.worker.embedding;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

import io.isolatedworkers.sample.worker.embedding.EmbeddingException.Problem;

/**
 * Counts the parts of a text into a vector: each part adds to, or takes from, one number
 * that its hash chooses.
 */
enum EmbeddingModel {

	/** Words, pairs of words, and groups of three letters. */
	NGRAM("ngram-384", 1, 1),

	/** Words and pairs of words. */
	WORD("word-384", 1, 0);

	private static final Pattern BETWEEN = Pattern.compile("[^\\p{L}\\p{N}]+");

	private static final int WORD_WEIGHT = 4;

	private static final int PAIR_WEIGHT = 2;

	private static final int GROUP = 3;

	private static final long FNV_OFFSET = 0xcbf29ce484222325L;

	private static final long FNV_PRIME = 0x100000001b3L;

	private final String id;

	private final int version;

	private final int groupWeight;

	EmbeddingModel(String id, int version, int groupWeight) {
		this.id = id;
		this.version = version;
		this.groupWeight = groupWeight;
	}

	static EmbeddingModel of(String name) {
		return Arrays.stream(values())
			.filter((model) -> model.id.equals(name))
			.findFirst()
			.orElseThrow(() -> new EmbeddingException(Problem.UNKNOWN_MODEL,
					"There is no embedding model '%s'; set %s to one of %s".formatted(name, EmbeddingWorker.MODEL,
							Arrays.stream(values()).map(EmbeddingModel::id).toList())));
	}

	String id() {
		return this.id;
	}

	/** Another one wherever the same text gets another vector. */
	int version() {
		return this.version;
	}

	Embedding embed(String text) {
		long[] counts = new long[Embedding.DIMENSIONS];
		String before = "";
		for (String word : BETWEEN.split(text.toLowerCase(Locale.ROOT))) {
			if (word.isEmpty()) {
				continue;
			}
			count(counts, "w" + word, WORD_WEIGHT);
			if (!before.isEmpty()) {
				count(counts, "p" + before + ' ' + word, PAIR_WEIGHT);
			}
			if (this.groupWeight > 0) {
				groups(counts, "<" + word + ">");
			}
			before = word;
		}
		return new Embedding(counts);
	}

	private void groups(long[] counts, String word) {
		int[] letters = word.codePoints().toArray();
		for (int i = 0; i + GROUP <= letters.length; i++) {
			count(counts, "g" + new String(letters, i, GROUP), this.groupWeight);
		}
	}

	private static void count(long[] counts, String part, int weight) {
		long hash = FNV_OFFSET;
		for (byte value : part.getBytes(StandardCharsets.UTF_8)) {
			hash = (hash ^ (value & 0xff)) * FNV_PRIME;
		}
		hash ^= hash >>> 32;
		// The sign makes parts that share a number cancel each other on the average
		counts[(int) Long.remainderUnsigned(hash, counts.length)] += (hash < 0) ? -weight : weight;
	}

}
