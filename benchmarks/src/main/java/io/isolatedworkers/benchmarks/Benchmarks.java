package io.isolatedworkers.benchmarks;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The program. {@code compare} is for people; {@code measure} and the peers' echoes are
 * what it starts in processes of their own.
 */
public final class Benchmarks {

	private Benchmarks() {
	}

	/**
	 * Runs.
	 * @param arguments what to run
	 * @throws Exception if it cannot be run
	 */
	public static void main(String... arguments) throws Exception {
		switch ((arguments.length > 0) ? arguments[0] : "") {
			case "compare" -> Compare.main(Arrays.asList(arguments).subList(1, arguments.length));
			case "measure" -> measure(arguments[1], arguments[2].equals("quick"), arguments[3]);
			case "raw" -> Raw.serve(Path.of(arguments[1]));
			default -> {
				System.err.println("Usage: compare [--quick] [--rounds N] [--only NAME,...] [--json FILE]");
				System.exit(2);
			}
		}
	}

	/** Prints one line for each figure. */
	private static void measure(String peer, boolean quick, String workloads) throws Exception {
		Set<Workload> wanted = Arrays.stream(workloads.split(",")).map(Workload::ofLabel).collect(Collectors.toSet());
		Map<Workload, Double> figures = new Measure(quick)
			.measure(peers().stream().filter((known) -> known.name().equals(peer)).findFirst().orElseThrow(), wanted);
		figures.forEach((workload, figure) -> System.out.printf("figure %s %s%n", workload.label(), figure));
		// Threads of peers may be left
		System.exit(0);
	}

	static List<Peer> peers() {
		return List.of(new Raw(), Library.json(), Library.cbor());
	}

}
