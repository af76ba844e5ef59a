package io.isolatedworkers.benchmarks.peers;

import java.time.Duration;

/**
 * How long is measured; the same for every peer.
 *
 * @param warmUp how long the workload runs before
 * @param measured how long it runs then
 * @param starts how many processes are started where the start is measured
 */
record Timing(Duration warmUp, Duration measured, int starts) {

	private static final Timing FULL = new Timing(Duration.ofSeconds(3), Duration.ofSeconds(2), 7);

	private static final Timing QUICK = new Timing(Duration.ofMillis(500), Duration.ofMillis(400), 3);

	static Timing of(boolean quick) {
		return quick ? QUICK : FULL;
	}

}
