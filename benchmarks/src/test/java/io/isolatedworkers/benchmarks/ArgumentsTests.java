package io.isolatedworkers.benchmarks;

import java.util.List;

import io.isolatedworkers.benchmarks.peers.Workload;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ArgumentsTests {

	@Test
	void takesTheLimitBeforeAndAfterTheLibraryAndThePeersInTheFirstRoundOnly() {
		assertThat(steps("--rounds", "2", "--only", "rtt,isolated-workers,rmi")).containsExactly("1 rtt,rtt-p99 raw",
				"1 rtt,rtt-p99 isolated-workers", "1 rtt,rtt-p99 raw", "1 rtt,rtt-p99 rmi", "2 rtt,rtt-p99 raw",
				"2 rtt,rtt-p99 isolated-workers", "2 rtt,rtt-p99 raw");
	}

	@Test
	void takesTheLibraryInAThreadInEveryRoundBehindTheLimit() {
		assertThat(steps("--rounds", "2", "--only", "bytes-10m,isolated-workers,isolated-workers-threads,rmi"))
			.containsExactly("1 bytes-100k,bytes-10m raw", "1 bytes-100k,bytes-10m isolated-workers",
					"1 bytes-100k,bytes-10m raw", "1 bytes-100k,bytes-10m isolated-workers-threads",
					"1 bytes-100k,bytes-10m rmi", "2 bytes-100k,bytes-10m raw",
					"2 bytes-100k,bytes-10m isolated-workers", "2 bytes-100k,bytes-10m raw",
					"2 bytes-100k,bytes-10m isolated-workers-threads");
	}

	@Test
	void takesTheLibraryInAThreadInWhatPiscinaTakesPartIn() {
		assertThat(steps("--rounds", "1", "--node", "--only", "isolated-workers-threads,piscina").stream()
			.filter((step) -> step.endsWith("-threads"))
			.map((step) -> step.replace("isolated-workers-threads", "piscina")))
			.containsExactlyElementsOf(steps("--rounds", "1", "--node", "--only", "piscina").stream()
				.filter((step) -> step.endsWith("piscina"))
				.toList());
	}

	@Test
	void takesALeanWorkerInEveryRoundOfWhatItsStartDecides() {
		assertThat(steps("--rounds", "2", "--only", "isolated-workers-lean").stream()
			.filter((step) -> step.endsWith("-lean"))
			.map((step) -> step.replace(" isolated-workers-lean", "")))
			.containsExactly("1 first", "1 cold-1000", "1 memory", "2 first", "2 cold-1000", "2 memory");
	}

	@Test
	void takesAFigureOfASingleEventMoreOften() {
		assertThat(steps("--rounds", "1", "--only", "cold-1000,isolated-workers")).containsExactly("1 cold-1000 raw",
				"1 cold-1000 isolated-workers", "1 cold-1000 raw", "1 cold-1000 isolated-workers", "1 cold-1000 raw",
				"1 cold-1000 isolated-workers", "1 cold-1000 raw");
	}

	@Test
	void takesTheLimitOnceWhereNothingOfTheLibraryIsBetween() {
		assertThat(steps("--rounds", "1", "--peer-rounds", "1", "--only", "memory,rmi")).containsExactly("1 memory raw",
				"1 memory rmi");
	}

	private static List<String> steps(String... arguments) {
		return Arguments.of(List.of(arguments))
			.steps()
			.stream()
			.map((step) -> "%d %s %s".formatted(step.round(), Workload.labels(step.workloads()), step.peer().name()))
			.toList();
	}

}
