package io.isolatedworkers.testing;

import java.util.Arrays;
import java.util.Random;

/**
 * A contract whose payloads and results are bytes.
 */
public interface BinaryWorker {

	byte[] echo(byte[] bytes);

	/** Makes what {@link Bytes#parse} reads. */
	byte[] make(String description);

	/** Fails with a message of as many lines as it has parts between bars. */
	String fail(String message);

	/** The worker. */
	final class Impl implements BinaryWorker {

		@Override
		public byte[] echo(byte[] bytes) {
			return bytes;
		}

		@Override
		public byte[] make(String description) {
			return Bytes.parse(description);
		}

		@Override
		public String fail(String message) {
			throw new IllegalStateException(message.replace('|', '\n'));
		}

	}

	/**
	 * Where line ends, zeros and bytes of 0xFF stand among others: what the formats here
	 * end a frame with.
	 */
	enum Bytes {

		NONE, FIRST, LAST, RUNS, ALL, RANDOM;

		private static final int RUN = 3;

		private static final byte[] AWKWARD = { '\n', 0, (byte) 0xFF };

		/** Describes bytes, so that the other side can make the same. */
		public String describe(int size, byte awkward) {
			return name() + " " + size + " " + awkward;
		}

		public static byte[] parse(String description) {
			String[] parts = description.split(" ");
			return Bytes.valueOf(parts[0]).make(Integer.parseInt(parts[1]), Byte.parseByte(parts[2]));
		}

		public byte[] make(int size, byte awkward) {
			byte[] bytes = new byte[size];
			Arrays.fill(bytes, (byte) 'x');
			switch (this) {
				case FIRST -> Arrays.fill(bytes, 0, Math.min(2, size), awkward);
				case LAST -> Arrays.fill(bytes, Math.max(0, size - 2), size, awkward);
				case ALL -> Arrays.fill(bytes, awkward);
				case RUNS -> {
					for (int at = 0, run = 1; at < size; at += 2 * run, run = run % RUN + 1) {
						Arrays.fill(bytes, at, Math.min(size, at + run), awkward);
					}
				}
				case RANDOM -> {
					Random random = new Random(size);
					random.nextBytes(bytes);
					for (int i = random.nextInt(20); i < size; i += 1 + random.nextInt(200)) {
						bytes[i] = AWKWARD[random.nextInt(AWKWARD.length)];
					}
				}
				default -> {
				}
			}
			return bytes;
		}

	}

}
