package io.isolatedworkers.sample.worker.training;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.isolatedworkers.sample.worker.training.TrainingException.Problem;

/**
 * A logistic regression over the words of a text. Immutable.
 * <p>
 * Its bytes hold numbers and texts only: {@code IWTC}, a version, the labels, the bias of
 * each, and the weights of each word. They name no classes, so whoever wrote them has no
 * say in what is run when they are read.
 */
public final class TextClassifier {

	private static final int MAGIC = 0x49575443;

	private static final int FORMAT = 1;

	static final int MAX_LABELS = 100;

	static final int MAX_WORDS = 50_000;

	private final List<String> labels;

	private final float[] bias;

	private final Map<String, float[]> weights;

	TextClassifier(List<String> labels, float[] bias, Map<String, float[]> weights) {
		this.labels = List.copyOf(labels);
		this.bias = bias;
		// In their order, so that the same classifier has the same bytes
		this.weights = Collections.unmodifiableMap(new TreeMap<>(weights));
	}

	/**
	 * Returns what a text can be taken for.
	 * @return the labels
	 */
	public List<String> labels() {
		return this.labels;
	}

	/**
	 * Classifies a text.
	 * @param text the text; one without any known word gets the label that is most
	 * frequent
	 * @return its label
	 */
	public Classification classify(String text) {
		Set<String> words = Words.of(text);
		double[] sums = new double[this.bias.length];
		for (int label = 0; label < sums.length; label++) {
			sums[label] = this.bias[label];
		}
		for (String word : words) {
			float[] weight = this.weights.get(word);
			for (int label = 0; weight != null && label < sums.length; label++) {
				sums[label] += weight[label];
			}
		}
		int best = 0;
		for (int label = 1; label < sums.length; label++) {
			best = (sums[label] > sums[best]) ? label : best;
		}
		double all = 0;
		for (double sum : sums) {
			all += StrictMath.exp(sum - sums[best]);
		}
		return new Classification(this.labels.get(best), 1 / all, words.size());
	}

	/**
	 * Writes the classifier.
	 * @return its bytes
	 */
	public byte[] toBytes() {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (DataOutputStream out = new DataOutputStream(bytes)) {
			out.writeInt(MAGIC);
			out.writeInt(FORMAT);
			out.writeInt(this.labels.size());
			for (String label : this.labels) {
				out.writeUTF(label);
			}
			write(out, this.bias);
			out.writeInt(this.weights.size());
			for (Map.Entry<String, float[]> word : this.weights.entrySet()) {
				out.writeUTF(word.getKey());
				write(out, word.getValue());
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

	private static void write(DataOutputStream out, float[] values) throws IOException {
		for (float value : values) {
			out.writeFloat(value);
		}
	}

	/**
	 * Reads a classifier.
	 * @param bytes its bytes
	 * @return the classifier
	 * @throws TrainingException with {@link Problem#NOT_A_MODEL} if they are those of
	 * something else
	 */
	public static TextClassifier read(byte[] bytes) {
		try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
			if (in.readInt() != MAGIC || in.readInt() != FORMAT) {
				throw new TrainingException(Problem.NOT_A_MODEL,
						"%,d bytes do not begin as a text classifier of format %d; train the model again"
							.formatted(bytes.length, FORMAT));
			}
			List<String> labels = new ArrayList<>();
			for (int left = count(in, MAX_LABELS); left > 0; left--) {
				labels.add(in.readUTF());
			}
			float[] bias = floats(in, labels.size());
			Map<String, float[]> weights = new TreeMap<>();
			for (int left = count(in, MAX_WORDS); left > 0; left--) {
				weights.put(in.readUTF(), floats(in, labels.size()));
			}
			if (in.read() != -1) {
				throw new IOException("There are bytes behind the last word");
			}
			return new TextClassifier(labels, bias, weights);
		}
		catch (IOException ex) {
			throw new TrainingException(Problem.NOT_A_MODEL,
					"%,d bytes are a damaged text classifier; train the model again".formatted(bytes.length), ex);
		}
	}

	private static int count(DataInputStream in, int most) throws IOException {
		int count = in.readInt();
		if (count < 1 || count > most) {
			throw new IOException("A number is %,d; it must be from 1 to %,d".formatted(count, most));
		}
		return count;
	}

	private static float[] floats(DataInputStream in, int length) throws IOException {
		float[] values = new float[length];
		for (int i = 0; i < length; i++) {
			values[i] = in.readFloat();
			if (!Float.isFinite(values[i])) {
				throw new IOException("A weight is " + values[i]);
			}
		}
		return values;
	}

}
