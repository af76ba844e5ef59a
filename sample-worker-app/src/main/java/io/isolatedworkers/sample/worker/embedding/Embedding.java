package io.isolatedworkers.sample.worker.embedding;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A vector of length 1, or of length 0 for a text without words.
 */
final class Embedding {

	static final int DIMENSIONS = 384;

	static final int BYTES = DIMENSIONS * Float.BYTES;

	private final float[] values;

	/**
	 * Makes the vector's length 1. Only whole numbers are added up, and only operations
	 * used whose result IEEE 754 fixes to the last bit, so the same counts give the same
	 * bytes on every JDK.
	 */
	Embedding(long[] counts) {
		long squares = 0;
		for (long count : counts) {
			squares += count * count;
		}
		double length = (squares > 0) ? Math.sqrt((double) squares) : 1;
		this.values = new float[DIMENSIONS];
		for (int i = 0; i < DIMENSIONS; i++) {
			this.values[i] = (float) (counts[i] / length);
		}
	}

	private Embedding(float[] values) {
		this.values = values;
	}

	/** The cosine of the angle between this and a stored vector. */
	double near(byte[] stored) {
		Embedding other = read(stored);
		double sum = 0;
		for (int i = 0; i < DIMENSIONS; i++) {
			sum += (double) this.values[i] * other.values[i];
		}
		return sum;
	}

	byte[] toBytes() {
		ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
		bytes.asFloatBuffer().put(this.values);
		return bytes.array();
	}

	private static Embedding read(byte[] stored) {
		float[] values = new float[DIMENSIONS];
		ByteBuffer.wrap(stored).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
		return new Embedding(values);
	}

}
