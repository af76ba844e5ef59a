package io.isolatedworkers.benchmarks;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

import io.isolatedworkers.benchmarks.Results.Series;
import io.isolatedworkers.benchmarks.peers.Peers;
import io.isolatedworkers.benchmarks.peers.Workload;
import io.isolatedworkers.benchmarks.peers.Workload.Unit;

/**
 * What the figures say, for people and for scripts.
 */
final class Report {

	private final Arguments arguments;

	private final Environment environment;

	private final Results results;

	Report(Arguments arguments, Environment environment, Results results) {
		this.arguments = arguments;
		this.environment = environment;
		this.results = results;
	}

	void print(PrintStream out) {
		this.environment.asMap().forEach((name, value) -> out.printf("%-10s %s%n", name, value));
		out.println();
		line(out, "%-14s %-24s %16s %8s   %s", "workload", "peer", "median", "ratio", "of all rounds");
		this.results.workloads()
			.forEach((workload, row) -> row.peers().forEach((peer, series) -> row(out, workload, peer, series)));
		out.println();
		for (Workload goal : this.arguments.goals()) {
			List<Double> ratios = this.results.ratios(goal, Peers.OWN);
			if (!ratios.isEmpty()) {
				line(out, "ratio %s %.3f", goal.label(), Results.median(ratios));
			}
		}
		out.println();
		for (Workload goal : this.arguments.goals()) {
			judge(out, goal, this.results.ratios(goal, Peers.OWN));
		}
	}

	private static void row(PrintStream out, Workload workload, String peer, Series series) {
		String ratio = "";
		String range = "";
		if (!series.ratios().isEmpty()) {
			ratio = BarChart.plain(series.ratio());
			range = "%s to %s".formatted(BarChart.plain(series.least()), BarChart.plain(series.most()));
		}
		line(out, "%-14s %-24s %16s %8s   %s", workload.label(), peer, readable(workload.unit(), series.figure()),
				ratio, range);
	}

	private static void judge(PrintStream out, Workload workload, List<Double> ratios) {
		if (ratios.isEmpty()) {
			line(out, "left-out %s (goal %s): %s", workload.label(), workload.goal(),
					Peers.own().workloads().contains(workload) ? "not measured in this run"
							: "this version has no such feature yet");
			return;
		}
		double ratio = Results.median(ratios);
		line(out, "%s %s %.3f (goal %s)", workload.goal().isMetBy(ratio) ? "meets" : "misses", workload.label(), ratio,
				workload.goal());
	}

	static String readable(Unit unit, double figure) {
		return switch (unit) {
			case TIME -> (figure < 1e6) ? String.format(Locale.ROOT, "%.1f µs", figure / 1e3)
					: String.format(Locale.ROOT, "%.1f ms", figure / 1e6);
			case RATE -> String.format(Locale.ROOT, "%,.0f /s", figure);
			case BYTES -> String.format(Locale.ROOT, "%.1f MB", figure / 1e6);
			case RATIO -> String.format(Locale.ROOT, "%.3f", figure);
		};
	}

	private static void line(PrintStream out, String format, Object... values) {
		out.printf(Locale.ROOT, format + "%n", values);
	}

}
