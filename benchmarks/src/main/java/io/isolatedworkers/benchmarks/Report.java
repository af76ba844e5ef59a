package io.isolatedworkers.benchmarks;

import java.io.PrintStream;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.isolatedworkers.benchmarks.peers.Peers;
import io.isolatedworkers.benchmarks.peers.Workload;
import io.isolatedworkers.benchmarks.peers.Workload.Unit;

/**
 * What the figures say, for people and for scripts.
 */
final class Report {

	private final Arguments arguments;

	private final Environment environment;

	private final Figures figures;

	Report(Arguments arguments, Environment environment, Figures figures) {
		this.arguments = arguments;
		this.environment = environment;
		this.figures = figures;
	}

	void print(PrintStream out) {
		this.environment.asMap().forEach((name, value) -> out.printf("%-10s %s%n", name, value));
		out.println();
		line(out, "%-14s %-18s %16s %8s   %s", "workload", "peer", "median", "ratio", "of all rounds");
		this.figures.all()
			.forEach((workload, peers) -> peers.forEach((peer, rounds) -> row(out, workload, peer, rounds)));
		out.println();
		for (Workload goal : this.arguments.goals()) {
			List<Double> ratios = this.figures.ratios(goal, Peers.OWN);
			if (!ratios.isEmpty()) {
				line(out, "ratio %s %.3f", goal.label(), Figures.median(ratios));
			}
		}
		out.println();
		for (Workload goal : this.arguments.goals()) {
			judge(out, goal, this.figures.ratios(goal, Peers.OWN));
		}
	}

	private void row(PrintStream out, Workload workload, String peer, Map<Integer, Double> rounds) {
		List<Double> ratios = this.figures.ratios(workload, peer);
		String ratio = "";
		String range = "";
		if (!ratios.isEmpty()) {
			ratio = "%.2f".formatted(Figures.median(ratios));
			range = String.format(Locale.ROOT, "%.2f to %.2f", Collections.min(ratios), Collections.max(ratios));
		}
		line(out, "%-14s %-18s %16s %8s   %s", workload.label(), peer,
				readable(workload.unit(), Figures.median(rounds.values())), ratio, range);
	}

	private static void judge(PrintStream out, Workload workload, List<Double> ratios) {
		if (ratios.isEmpty()) {
			line(out, "left-out %s (goal %s): %s", workload.label(), workload.goal(),
					Peers.own().workloads().contains(workload) ? "not measured in this run"
							: "this version has no such feature yet");
			return;
		}
		double ratio = Figures.median(ratios);
		line(out, "%s %s %.3f (goal %s)", workload.goal().isMetBy(ratio) ? "meets" : "misses", workload.label(), ratio,
				workload.goal());
	}

	private static String readable(Unit unit, double figure) {
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
