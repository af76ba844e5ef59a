package io.isolatedworkers.benchmarks.dual;

import java.time.Duration;
import java.util.Arrays;

/**
 * Many times, and what they come down to. All are nanoseconds.
 */
final class Times {

	private Times() {
	}

	/** Repeats for a while; returns how long each took. */
	static long[] measure(Duration duration, Runnable call) {
		long[] times = new long[1 << 12];
		int count = 0;
		long end = System.nanoTime() + duration.toNanos();
		do {
			if (count == times.length) {
				times = Arrays.copyOf(times, 2 * count);
			}
			long before = System.nanoTime();
			call.run();
			times[count] = System.nanoTime() - before;
			count++;
		}
		while (System.nanoTime() - end < 0);
		return Arrays.copyOf(times, count);
	}

	static double percentile(long[] times, int percent) {
		long[] sorted = times.clone();
		Arrays.sort(sorted);
		return sorted[(int) Math.min(sorted.length - 1, (long) sorted.length * percent / 100)];
	}

	static void print(String figure, double value) {
		System.out.println("figure " + figure + " " + value);
	}

}
