package io.isolatedworkers.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.isolatedworkers.benchmarks.Results.Row;
import io.isolatedworkers.benchmarks.Results.Series;
import io.isolatedworkers.benchmarks.peers.Workload;
import io.isolatedworkers.benchmarks.peers.Workload.Goal;
import org.jspecify.annotations.Nullable;

/**
 * A run in its file: what {@code compare} writes with {@code --json}.
 *
 * @param environment where and when it was
 * @param results what was measured
 */
record Run(Map<String, String> environment, Results results) {

	static void write(Path file, Environment environment, Results results) throws IOException {
		Map<String, Object> workloads = new LinkedHashMap<>();
		results.workloads().forEach((workload, row) -> workloads.put(workload.label(), asMap(workload, row)));
		Map<String, Object> root = new LinkedHashMap<>();
		root.put("environment", environment.asMap());
		root.put("workloads", workloads);
		Files.writeString(file, Json.write(root) + "\n");
	}

	private static Map<String, Object> asMap(Workload workload, Row row) {
		Map<String, Object> peers = new LinkedHashMap<>();
		row.peers().forEach((peer, series) -> {
			Map<String, Object> both = new LinkedHashMap<>();
			both.put("figures", series.figures());
			both.put("ratios", series.ratios());
			peers.put(peer, both);
		});
		Map<String, Object> all = new LinkedHashMap<>();
		all.put("unit", unitOf(workload));
		all.put("goal", row.goal().toString());
		all.put("peers", peers);
		return all;
	}

	private static String unitOf(Workload workload) {
		return switch (workload.unit()) {
			case TIME -> "ns";
			case RATE -> "1/s";
			case BYTES -> "byte";
			case RATIO -> "1";
		};
	}

	/**
	 * Reads files of runs that can be put together.
	 * @throws IllegalArgumentException if one cannot be read, or is of another JDK or
	 * machine than the others; the message says which
	 */
	static List<Run> read(List<Path> files) {
		List<Run> runs = files.stream().map(Run::read).toList();
		for (int i = 1; i < runs.size(); i++) {
			for (String same : List.of("jdk", "cpu", "cores")) {
				String first = runs.get(0).environment().getOrDefault(same, "");
				String other = runs.get(i).environment().getOrDefault(same, "");
				if (!first.equals(other)) {
					throw new IllegalArgumentException("%s and %s cannot be put together: their %s is '%s' and '%s'"
						.formatted(files.get(0), files.get(i), same, first, other));
				}
			}
		}
		return runs;
	}

	private static Run read(Path file) {
		try {
			Map<?, ?> root = Json.read(Files.readString(file));
			Map<String, String> environment = new LinkedHashMap<>();
			map(root.get("environment")).forEach((name, value) -> environment.put(String.valueOf(name),
					(value instanceof Double number) ? String.valueOf(number.intValue()) : String.valueOf(value)));
			Map<Workload, Row> workloads = new EnumMap<>(Workload.class);
			map(root.get("workloads")).forEach((label, row) -> {
				Workload workload = Workload.ofLabel(String.valueOf(label))
					.orElseThrow(() -> new IllegalArgumentException("there is no workload '%s'".formatted(label)));
				Map<?, ?> values = map(row);
				if (!unitOf(workload).equals(values.get("unit"))) {
					throw new IllegalArgumentException("'%s' is measured in '%s' there and in '%s' now; measure again"
						.formatted(label, values.get("unit"), unitOf(workload)));
				}
				workloads.put(workload, row(values));
			});
			return new Run(environment, new Results(workloads));
		}
		catch (IOException ex) {
			throw new IllegalArgumentException("%s cannot be read: %s".formatted(file, ex), ex);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("%s is not what --json writes: %s".formatted(file, ex.getMessage()), ex);
		}
	}

	private static Row row(Map<?, ?> row) {
		Map<String, Series> peers = new LinkedHashMap<>();
		map(row.get("peers")).forEach((peer, series) -> peers.put(String.valueOf(peer),
				new Series(numbers(map(series).get("figures")), numbers(map(series).get("ratios")))));
		return new Row(Goal.parse(String.valueOf(row.get("goal"))), peers);
	}

	private static Map<?, ?> map(@Nullable Object value) {
		if (value instanceof Map<?, ?> map) {
			return map;
		}
		throw new IllegalArgumentException("something is missing");
	}

	private static List<Double> numbers(@Nullable Object value) {
		if (value instanceof List<?> list) {
			return list.stream().map((number) -> Double.valueOf(String.valueOf(number))).toList();
		}
		throw new IllegalArgumentException("figures are missing");
	}

}
