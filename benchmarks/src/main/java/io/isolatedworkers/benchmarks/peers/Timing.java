package io.isolatedworkers.benchmarks.peers;

import java.time.Duration;

/**
 * How long is measured; the same for every peer.
 *
 * @param steady how long nothing must have become faster before it counts as warm
 * @param mostWarmUp when it counts as warm in any case
 * @param measured how long is measured then
 * @param leastStarts how many processes are started where the start is measured, however
 * slow that is
 * @param starts how many are started while there is time
 * @param starting how long that time is
 */
record Timing(Duration steady, Duration mostWarmUp, Duration measured, int leastStarts, int starts, Duration starting) {

	private static final Timing FULL = new Timing(Duration.ofSeconds(1), Duration.ofSeconds(6), Duration.ofSeconds(1),
			3, 7, Duration.ofSeconds(4));

	private static final Timing QUICK = new Timing(Duration.ofMillis(400), Duration.ofMillis(500),
			Duration.ofMillis(400), 3, 3, Duration.ofSeconds(4));

	/** A part of the warming up, after which it is judged. */
	private static final Duration SLICE = Duration.ofMillis(200);

	/** Less than that is not faster but chance. */
	private static final double FASTER = 0.97;

	static Timing of(boolean quick) {
		return quick ? QUICK : FULL;
	}

	/**
	 * Runs slices until they become no faster. Few slices are enough where the compiler
	 * is done soon; a peer with much code needs more.
	 */
	void warmUp(Slice slice) throws Exception {
		double best = Double.MAX_VALUE;
		long start = System.nanoTime();
		long faster = start;
		while (System.nanoTime() - faster < this.steady.toNanos()
				&& System.nanoTime() - start < this.mostWarmUp.toNanos()) {
			double cost = slice.run(SLICE);
			if (cost < best * FASTER) {
				best = cost;
				faster = System.nanoTime();
			}
		}
	}

	/** A part of the warming up. */
	@FunctionalInterface
	interface Slice {

		/** Runs for a time, and returns what is less when it is faster. */
		double run(Duration duration) throws Exception;

	}

}
