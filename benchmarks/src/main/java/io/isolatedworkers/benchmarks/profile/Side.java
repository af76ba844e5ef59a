package io.isolatedworkers.benchmarks.profile;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import io.isolatedworkers.benchmarks.profile.ThreadTimes.Counts;

/**
 * What is known about one of the two processes.
 *
 * @param name which of them
 * @param threads what the kernel counted while it was recorded
 * @param recording the recording
 */
public record Side(String name, ThreadTimes threads, Path recording) {

	private static final int TOP_FRAMES = 15;

	private static final int TOP_CLASSES = 8;

	/** Threads that ran for less than that are not shown. */
	private static final double SHOWN_SHARE = 0.005;

	/**
	 * Says where the time went.
	 * @param out where to
	 * @param requests how many requests were answered while it was recorded
	 * @param seconds how long that took
	 * @throws IOException if the recording cannot be read
	 */
	public void print(PrintStream out, long requests, double seconds) throws IOException {
		Counts total = this.threads.total();
		line(out, "%n%s: %s", this.name, this.recording);
		line(out, "  %.2f µs of processor time a request in its own code, %.2f µs in the kernel",
				total.userSeconds() * 1e6 / requests, total.systemSeconds() * 1e6 / requests);
		line(out, "  %.2f times a request a thread gave up its processor to wait", total.waits() / (double) requests);
		Samples samples = Samples.read(this.recording);
		line(out, "  allocated %s: %.0f bytes a request", this.name, samples.allocatedBytes() / (double) requests);
		line(out, "  %d garbage collections, which stopped it for %.2f %% of the time", samples.collections,
				samples.pauses.toNanos() / 1e7 / seconds);
		printThreads(out, samples.names, seconds);
		printShares(out, "samples in Java by group", samples.inJava, Integer.MAX_VALUE);
		printShares(out, "samples in native code by group, threads that only wait left out", samples.inNative,
				Integer.MAX_VALUE);
		printShares(out, "samples in Java by the method on top", samples.frames, TOP_FRAMES);
		printShares(out, "allocated bytes by class", samples.allocated, TOP_CLASSES);
	}

	private void printThreads(PrintStream out, Map<Long, String> names, double seconds) {
		line(out, "  threads: share of the time in their own code, in the kernel, times they waited a second");
		Map<String, Counts> byName = new TreeMap<>();
		this.threads.threads()
			.forEach((id, counts) -> byName.merge(names.getOrDefault(id, counts.name()), counts, Counts::plus));
		byName.values().removeIf((counts) -> counts.runningSeconds() / seconds < SHOWN_SHARE);
		byName.entrySet()
			.stream()
			.sorted(Comparator.comparingDouble((entry) -> -entry.getValue().runningSeconds()))
			.forEach((entry) -> line(out, "    %5.1f %% %5.1f %% %,8.0f  %s",
					100 * entry.getValue().userSeconds() / seconds, 100 * entry.getValue().systemSeconds() / seconds,
					entry.getValue().waits() / seconds, entry.getKey()));
	}

	private static void printShares(PrintStream out, String title, Map<String, Long> counts, int most) {
		double all = counts.values().stream().mapToLong(Long::longValue).sum();
		line(out, "  %s", title);
		counts.entrySet()
			.stream()
			.sorted(Map.Entry.<String, Long>comparingByValue().reversed())
			.limit(most)
			.forEach((entry) -> line(out, "    %5.1f %%  %s", 100 * entry.getValue() / all, entry.getKey()));
	}

	private static void line(PrintStream out, String format, Object... values) {
		out.printf(Locale.ROOT, format + "%n", values);
	}

}
