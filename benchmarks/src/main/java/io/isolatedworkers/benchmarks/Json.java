package io.isolatedworkers.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.isolatedworkers.benchmarks.peers.Workload;

/**
 * All figures as JSON. Written by hand, because this program has no library on its class
 * path: one would be on that of everything that is measured.
 */
final class Json {

	private Json() {
	}

	static void write(Path file, Environment environment, Figures figures) throws IOException {
		Map<String, Object> workloads = new LinkedHashMap<>();
		figures.all().forEach((workload, peers) -> workloads.put(workload.label(), workload(figures, workload, peers)));
		Map<String, Object> root = new LinkedHashMap<>();
		root.put("environment", environment.asMap());
		root.put("workloads", workloads);
		Files.writeString(file, text(root) + "\n");
	}

	private static Map<String, Object> workload(Figures figures, Workload workload,
			Map<String, Map<Integer, Double>> peers) {
		Map<String, Object> byPeer = new LinkedHashMap<>();
		peers.forEach((peer, rounds) -> {
			Map<String, Object> both = new LinkedHashMap<>();
			both.put("figures", List.copyOf(rounds.values()));
			both.put("ratios", figures.ratios(workload, peer));
			byPeer.put(peer, both);
		});
		Map<String, Object> all = new LinkedHashMap<>();
		all.put("unit", switch (workload.unit()) {
			case TIME -> "ns";
			case RATE -> "1/s";
			case BYTES -> "byte";
			case RATIO -> "1";
		});
		all.put("goal", workload.goal().toString());
		all.put("peers", byPeer);
		return all;
	}

	private static String text(Object value) {
		if (value instanceof Map<?, ?> map) {
			return map.entrySet()
				.stream()
				.map((entry) -> text(String.valueOf(entry.getKey())) + ": " + text(entry.getValue()))
				.collect(Collectors.joining(", ", "{", "}"));
		}
		if (value instanceof List<?> list) {
			return list.stream().map(Json::text).collect(Collectors.joining(", ", "[", "]"));
		}
		if (value instanceof Number number) {
			return number.toString();
		}
		return "\"" + value.toString().replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", " ") + "\"";
	}

}
