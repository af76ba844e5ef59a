package io.isolatedworkers.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Measures all peers in turn, round after round, each in processes of its own, and prints
 * their medians beside those of the raw socket.
 */
final class Compare {

	private Compare() {
	}

	static void main(List<String> arguments) throws IOException, InterruptedException {
		boolean quick = arguments.contains("--quick");
		int rounds = arguments.contains("--rounds") ? Integer.parseInt(arguments.get(arguments.indexOf("--rounds") + 1))
				: quick ? 1 : 3;
		Set<Workload> wanted = arguments.contains("--only")
				? Arrays.stream(arguments.get(arguments.indexOf("--only") + 1).split(","))
					.map(Workload::ofLabel)
					.collect(Collectors.toCollection(() -> EnumSet.noneOf(Workload.class)))
				: EnumSet.allOf(Workload.class);
		Map<String, Map<Workload, List<Double>>> figures = new LinkedHashMap<>();
		for (int round = 0; round < rounds; round++) {
			for (Peer peer : Benchmarks.peers()) {
				for (Workload workload : wanted) {
					if (peer.workloads().contains(workload)) {
						double figure = measure(peer, workload, quick);
						figures.computeIfAbsent(peer.name(), (name) -> new EnumMap<>(Workload.class))
							.computeIfAbsent(workload, (name) -> new ArrayList<>())
							.add(figure);
					}
				}
			}
		}
		Map<Workload, List<Double>> raw = figures.getOrDefault("raw", Map.of());
		figures.forEach((peer, byWorkload) -> byWorkload
			.forEach((workload, all) -> System.out.printf("%-24s %-14s %14.0f  %6.2f%n", peer, workload.label(),
					median(all), median(all) / median(raw.getOrDefault(workload, List.of(Double.NaN))))));
	}

	private static double median(List<Double> figures) {
		return figures.stream().sorted().skip(figures.size() / 2).findFirst().orElseThrow();
	}

	private static double measure(Peer peer, Workload workload, boolean quick)
			throws IOException, InterruptedException {
		Process process = ChildJvm.builder("measure", peer.name(), quick ? "quick" : "full", workload.label())
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		try (BufferedReader output = process.inputReader()) {
			for (String line = output.readLine(); line != null; line = output.readLine()) {
				String[] words = line.split(" ");
				if (words.length == 3 && words[0].equals("figure") && words[1].equals(workload.label())) {
					return Double.parseDouble(words[2]);
				}
			}
		}
		throw new IOException("%s could not be measured in %s: its process ended with code %d".formatted(peer.name(),
				workload.label(), process.waitFor()));
	}

}
