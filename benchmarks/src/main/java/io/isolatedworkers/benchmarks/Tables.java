package io.isolatedworkers.benchmarks;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.isolatedworkers.benchmarks.Results.Row;
import io.isolatedworkers.benchmarks.Results.Series;
import io.isolatedworkers.benchmarks.peers.Peer;
import io.isolatedworkers.benchmarks.peers.Peers;
import io.isolatedworkers.benchmarks.peers.Workload;

/**
 * Runs as tables in Markdown.
 */
final class Tables {

	private final List<Run> runs;

	private final Results results;

	Tables(List<Run> runs) {
		this.runs = runs;
		this.results = Results.of(runs.stream().map(Run::results).toList());
	}

	Results results() {
		return this.results;
	}

	/** The environment, the goals, all ratios and all figures. */
	String markdown() {
		List<String> lines = new ArrayList<>();
		environment(lines);
		goals(lines);
		lines.add("## Ratios of all");
		lines.add("");
		lines.add(
				"Each figure divided by its reference, medians of the %s. Bold: the best ratio in a row, `raw` left out."
					.formatted(counted()));
		lines.add("");
		peers(lines, (workload, series) -> series.ratios().isEmpty() ? "" : BarChart.plain(series.ratio()), true);
		lines.add("## Figures of all");
		lines.add("");
		lines.add("What the ratios come from: medians of the %s. Compare them within a row only.".formatted(counted()));
		lines.add("");
		peers(lines, (workload, series) -> Report.readable(workload.unit(), series.figure()), false);
		return String.join("\n", lines);
	}

	private String counted() {
		return (this.runs.size() > 1) ? this.runs.size() + " runs" : "rounds of one run";
	}

	private void environment(List<String> lines) {
		row(lines, List.of("", ""));
		rule(lines, 2);
		for (String name : this.runs.get(0).environment().keySet()) {
			Set<String> values = this.runs.stream()
				.map((run) -> run.environment().getOrDefault(name, ""))
				.collect(Collectors.toCollection(LinkedHashSet::new));
			row(lines, List.of(name, String.join("; ", values)));
		}
		lines.add("");
	}

	private void goals(List<String> lines) {
		lines.add("## Goals");
		lines.add("");
		row(lines, List.of("goal", "ratio", "of the " + counted(), "should be", ""));
		rule(lines, 5);
		this.results.workloads().forEach((workload, row) -> {
			Series own = row.peers().get(Peers.OWN);
			if (own != null && !own.ratios().isEmpty()) {
				row(lines,
						List.of(code(workload), "**%s**".formatted(BarChart.plain(own.ratio())),
								"%s to %s".formatted(BarChart.plain(own.least()), BarChart.plain(own.most())),
								row.goal().toString(), row.goal().isMetBy(own.ratio()) ? "met" : "missed"));
			}
		});
		lines.add("");
	}

	private void peers(List<String> lines, Cell cell, boolean marked) {
		Set<String> measured = new LinkedHashSet<>();
		this.results.workloads().values().forEach((row) -> measured.addAll(row.peers().keySet()));
		// Next to the library what is the library, too
		Set<String> names = new LinkedHashSet<>(Peers.onJvms().stream().map(Peer::name).toList());
		names.retainAll(measured);
		names.addAll(measured);
		List<String> header = new ArrayList<>(List.of(""));
		header.addAll(names);
		row(lines, header);
		rule(lines, header.size());
		this.results.workloads().forEach((workload, row) -> {
			String best = marked ? best(row) : "";
			List<String> cells = new ArrayList<>(List.of(code(workload)));
			for (String name : names) {
				Series series = row.peers().get(name);
				String text = (series != null) ? cell.text(workload, series) : "";
				cells.add(name.equals(best) ? "**%s**".formatted(text) : text);
			}
			row(lines, cells);
		});
		lines.add("");
	}

	/** Whose ratio is ahead, nobody's if there is only one. */
	private static String best(Row row) {
		List<Map.Entry<String, Series>> peers = row.peers()
			.entrySet()
			.stream()
			.filter((peer) -> !peer.getKey().equals(Peers.RAW) && !peer.getValue().ratios().isEmpty())
			.sorted(Comparator.comparingDouble((peer) -> peer.getValue().ratio()))
			.toList();
		return (peers.size() > 1) ? peers.get(row.goal().isMinimum() ? peers.size() - 1 : 0).getKey() : "";
	}

	/** The pictures, as they are linked from a page beside their directory. */
	String pictures(String directory) {
		return this.results.workloads()
			.entrySet()
			.stream()
			.filter((entry) -> !this.results.ratios(entry.getKey(), Peers.OWN).isEmpty())
			.map((entry) -> "![%s: %s](%s/%s)".formatted(entry.getKey().label(), entry.getKey().words(), directory,
					Plots.file(entry.getKey())))
			.collect(Collectors.joining("\n\n", "## Pictures\n\n", "\n"));
	}

	private static String code(Workload workload) {
		return "`%s`".formatted(workload.label());
	}

	private static void row(List<String> lines, List<String> cells) {
		lines.add("| " + String.join(" | ", cells) + " |");
	}

	private static void rule(List<String> lines, int columns) {
		lines.add("|---".repeat(columns) + "|");
	}

	/** What is said about a peer in a workload. */
	@FunctionalInterface
	private interface Cell {

		String text(Workload workload, Series series);

	}

}
