package io.isolatedworkers.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

import io.isolatedworkers.benchmarks.peers.Profiled;
import io.isolatedworkers.benchmarks.peers.Workload;

/**
 * What {@code profile} is asked to do, and doing it.
 *
 * @param workload what to run
 * @param measured how long to record
 * @param directory where the recordings go; it is made
 */
record Profiling(Workload workload, Duration measured, Path directory) implements Benchmarks.Command {

	private static final int SECONDS = 10;

	/** What warming up, starting and reading the recordings may take besides. */
	private static final Duration BESIDES = Duration.ofMinutes(2);

	/**
	 * Reads a command line.
	 * @throws IllegalArgumentException if it cannot be understood; the message says why
	 */
	static Profiling of(List<String> line) {
		int seconds = SECONDS;
		List<String> names = new ArrayList<>();
		for (Iterator<String> rest = line.iterator(); rest.hasNext();) {
			String option = rest.next();
			if (option.equals("--seconds")) {
				seconds = Arguments.number(option, rest);
			}
			else if (option.startsWith("-")) {
				throw new IllegalArgumentException("'%s' is no option of profile".formatted(option));
			}
			else {
				names.add(option);
			}
		}
		if (names.size() != 2) {
			throw new IllegalArgumentException("profile needs a workload and a directory, and got " + names);
		}
		return new Profiling(workload(names.get(0)), Duration.ofSeconds(seconds),
				Arguments.directory("DIR", names.get(1)));
	}

	private static Workload workload(String name) {
		return Workload.ofLabel(name)
			.filter(Profiled.workloads()::contains)
			.orElseThrow(
					() -> new IllegalArgumentException("'%s' cannot be profiled; it must be one of %s".formatted(name,
							Profiled.workloads().stream().map(Workload::label).collect(Collectors.joining(", ")))));
	}

	/** Returns whether it could be profiled. */
	@Override
	public boolean run() throws IOException, InterruptedException {
		Files.createDirectories(this.directory);
		try (Processes processes = Processes.open()) {
			System.err.printf("%s is warmed up, then recorded for %d seconds%n", this.workload.label(),
					this.measured.toSeconds());
			processes
				.output(Profiled.command(this.workload, this.measured, this.directory, processes.directory()),
						this.measured.plus(BESIDES))
				.forEach(System.out::println);
			return true;
		}
		catch (IOException | TimeoutException ex) {
			System.err.printf("%s could not be profiled: %s%n", this.workload.label(), ex.getMessage());
			return false;
		}
	}

}
