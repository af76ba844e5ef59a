package io.isolatedworkers.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import io.isolatedworkers.benchmarks.Results.Series;
import io.isolatedworkers.benchmarks.peers.Peers;
import io.isolatedworkers.benchmarks.peers.Workload;

/**
 * A picture for each goal that was measured.
 */
final class Plots {

	private Plots() {
	}

	/** Draws into a directory, which is made if need be. */
	static void write(Path directory, Results results) throws IOException {
		Files.createDirectories(directory);
		for (Map.Entry<Workload, Results.Row> row : results.workloads().entrySet()) {
			Map<String, Series> shown = new LinkedHashMap<>(row.getValue().peers());
			shown.values().removeIf((series) -> series.ratios().isEmpty());
			if (shown.containsKey(Peers.OWN)) {
				Files.writeString(directory.resolve(file(row.getKey())),
						new BarChart(row.getKey(), row.getValue(), shown).svg());
			}
		}
	}

	static String file(Workload workload) {
		return workload.label() + ".svg";
	}

}
