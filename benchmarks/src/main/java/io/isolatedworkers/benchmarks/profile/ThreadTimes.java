package io.isolatedworkers.benchmarks.profile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the kernel has counted for the threads of a process, by their ids. Linux only.
 *
 * @param threads the counts by the kernel's id of the thread
 */
public record ThreadTimes(Map<Long, Counts> threads) {

	/** Files of {@code /proc} count in it on all of Linux's usual processors. */
	private static final int TICKS_PER_SECOND = 100;

	/** Where the times begin in {@code stat}, counted from what follows the name. */
	private static final int USER = 11;

	private static final int SYSTEM = 12;

	/**
	 * Reads the counts.
	 * @param pid the process
	 * @return the counts up to now
	 * @throws IOException if the kernel does not tell
	 */
	public static ThreadTimes of(long pid) throws IOException {
		Map<Long, Counts> threads = new LinkedHashMap<>();
		try (Stream<Path> tasks = Files.list(Path.of("/proc", String.valueOf(pid), "task"))) {
			for (Path task : (Iterable<Path>) tasks::iterator) {
				try {
					threads.put(Long.valueOf(task.getFileName().toString()), counts(task));
				}
				catch (NoSuchFileException ex) {
					// a thread that has just ended
				}
			}
		}
		return new ThreadTimes(threads);
	}

	private static Counts counts(Path task) throws IOException {
		String stat = Files.readString(task.resolve("stat"));
		String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
		List<String> status = Files.readAllLines(task.resolve("status"));
		return new Counts(Files.readString(task.resolve("comm")).strip(),
				Double.parseDouble(fields[USER]) / TICKS_PER_SECOND,
				Double.parseDouble(fields[SYSTEM]) / TICKS_PER_SECOND, number(status, "voluntary_ctxt_switches:"));
	}

	private static long number(List<String> lines, String name) {
		return lines.stream()
			.filter((line) -> line.startsWith(name))
			.mapToLong((line) -> Long.parseLong(line.substring(name.length()).strip()))
			.findFirst()
			.orElse(0);
	}

	/**
	 * Returns what was counted since.
	 * @param before the counts then
	 * @return the differences
	 */
	public ThreadTimes since(ThreadTimes before) {
		Map<Long, Counts> since = new LinkedHashMap<>();
		this.threads.forEach((id, now) -> since.put(id, now.minus(before.threads().getOrDefault(id, Counts.NONE))));
		return new ThreadTimes(since);
	}

	/**
	 * Returns all threads together.
	 * @return the sums
	 */
	public Counts total() {
		return this.threads.values().stream().reduce(Counts.NONE, Counts::plus);
	}

	/**
	 * The counts of a thread.
	 *
	 * @param name the beginning of its name
	 * @param userSeconds how long it ran in its own code
	 * @param systemSeconds how long it ran in the kernel
	 * @param waits how often it gave up the processor to wait for something
	 */
	public record Counts(String name, double userSeconds, double systemSeconds, long waits) {

		static final Counts NONE = new Counts("", 0, 0, 0);

		double runningSeconds() {
			return this.userSeconds + this.systemSeconds;
		}

		Counts plus(Counts other) {
			return new Counts(this.name, this.userSeconds + other.userSeconds, this.systemSeconds + other.systemSeconds,
					this.waits + other.waits);
		}

		Counts minus(Counts other) {
			return plus(new Counts("", -other.userSeconds, -other.systemSeconds, -other.waits));
		}

	}

}
