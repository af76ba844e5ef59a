package io.isolatedworkers.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.isolatedworkers.benchmarks.dual.Way;
import io.isolatedworkers.benchmarks.peers.Workload.Goal;
import org.jspecify.annotations.Nullable;

/**
 * What the figures of {@code dual-path} say, for people and for scripts.
 */
final class DualReport {

	private static final Goal FASTER = new Goal(true, 25);

	private static final Goal LOCK_MILLIS = new Goal(false, 100);

	private static final Goal ROUND_TRIP = new Goal(false, 1.5);

	private static final Goal OFFER_MICROS = new Goal(false, 2);

	private static final String RATE = "rate";

	private final Environment environment;

	private final String files;

	private final DualFigures figures;

	private final List<Line> lines = new ArrayList<>();

	DualReport(Environment environment, String files, DualFigures figures) {
		this.environment = environment;
		this.files = files;
		this.figures = figures;
		for (Way way : Way.values()) {
			boolean judged = way == Way.DIRECT_10000 || way == Way.DAEMON_10000;
			this.lines.add(new Line("archive-" + way.label(), Unit.RATE, figures.values(way.label(), RATE),
					figures.ratios(way.label(), RATE, Way.ROWS_WAL.label(), RATE), judged ? FASTER : null));
		}
		for (Way way : List.of(Way.DIRECT_1000, Way.DAEMON_1000, Way.DIRECT_10000, Way.DAEMON_10000)) {
			add("lock-held-" + way.label(), Unit.MILLIS, way.label(), "held-p99", LOCK_MILLIS);
		}
		add("lock-seen-" + Way.DIRECT_10000.label(), Unit.MILLIS, DualFigures.WATCHED, "waited-p99", LOCK_MILLIS);
		String command = DualFigures.COMMAND;
		add("request", Unit.MICROS, command, "request", null);
		this.lines.add(new Line(command, Unit.MICROS, figures.values(command, "execute"),
				figures.ratios(command, "execute", command, "request"), ROUND_TRIP));
		add("offer", Unit.MICROS, command, "offer-mean", OFFER_MICROS);
		add("offer-p99", Unit.MICROS, command, "offer-p99", null);
		add("offer-paced", Unit.MICROS, command, "offer-paced-p50", OFFER_MICROS);
		add("offer-paced-p99", Unit.MICROS, command, "offer-paced-p99", null);
	}

	private void add(String name, Unit unit, String run, String figure, @Nullable Goal goal) {
		this.lines.add(new Line(name, unit, this.figures.values(run, figure), List.of(), goal));
	}

	void print(PrintStream out) {
		this.environment.asMap().forEach((name, value) -> out.printf("%-10s %s%n", name, value));
		out.printf("%-10s %s%n", "files", this.files);
		out.println();
		line(out, "%-22s %14s %8s   %s", "", "median", "ratio", "of all rounds");
		List<Line> measured = this.lines.stream().filter((line) -> !line.figures().isEmpty()).toList();
		measured.forEach((line) -> row(out, line));
		out.println();
		measured.stream()
			.filter((line) -> line.goal() != null && !line.ratios().isEmpty())
			.forEach((line) -> line(out, "ratio %s %.3f", line.name(), Results.median(line.ratios())));
		out.println();
		this.lines.forEach((line) -> judge(out, line));
	}

	private static void row(PrintStream out, Line line) {
		List<Double> range = line.judged();
		line(out, "%-22s %14s %8s   %s", line.name(), line.unit().readable(Results.median(line.figures())),
				line.ratios().isEmpty() ? "" : String.format(Locale.ROOT, "%.2f", Results.median(line.ratios())),
				String.format(Locale.ROOT, line.ratios().isEmpty() ? "%,.2f to %,.2f" : "%.2f to %.2f",
						Collections.min(range), Collections.max(range)));
	}

	private static void judge(PrintStream out, Line line) {
		Goal goal = line.goal();
		if (goal == null) {
			return;
		}
		String limit = goal + (line.isRatio() ? "" : " " + line.unit().label);
		if (line.judged().isEmpty()) {
			line(out, "left-out %s (goal %s): not measured in this run", line.name(), limit);
			return;
		}
		double value = Results.median(line.judged());
		line(out, "%s %s %.3f (goal %s)", goal.isMetBy(value) ? "meets" : "misses", line.name(), value, limit);
	}

	/** All there is, to be written to a file. */
	Map<String, Object> asMap() {
		Map<String, Object> measures = new LinkedHashMap<>();
		for (Line line : this.lines) {
			Map<String, Object> all = new LinkedHashMap<>();
			all.put("unit", line.unit().wire);
			all.put("figures", line.figures());
			all.put("ratios", line.ratios());
			if (line.goal() != null) {
				all.put("goal", line.goal().toString());
			}
			measures.put(line.name(), all);
		}
		Map<String, Object> environment = new LinkedHashMap<>(this.environment.asMap());
		environment.put("files", this.files);
		return Map.of("environment", environment, "measures", measures);
	}

	private static void line(PrintStream out, String format, Object... values) {
		out.printf(Locale.ROOT, format + "%n", values);
	}

	/** What figures are, and how people read them. */
	private enum Unit {

		RATE("/s", 1, "%,.0f", "1/s"), MILLIS("ms", 1e6, "%.1f", "ns"), MICROS("µs", 1e3, "%.2f", "ns");

		private final String label;

		private final double scale;

		private final String format;

		private final String wire;

		Unit(String label, double scale, String format, String wire) {
			this.label = label;
			this.scale = scale;
			this.format = format;
			this.wire = wire;
		}

		private String readable(double figure) {
			return String.format(Locale.ROOT, this.format, figure / this.scale) + " " + this.label;
		}

	}

	/**
	 * A line of the table.
	 *
	 * @param name what was measured
	 * @param unit what its figures are
	 * @param figures those of all rounds
	 * @param ratios the same divided by their reference; none if there is no reference
	 * @param goal what the ratio should be, or without ratios the figure; {@code null}
	 * for none
	 */
	private record Line(String name, Unit unit, List<Double> figures, List<Double> ratios, @Nullable Goal goal) {

		private boolean isRatio() {
			return this.name.startsWith("archive-") || this.name.equals(DualFigures.COMMAND);
		}

		private List<Double> judged() {
			return isRatio() ? this.ratios : this.figures.stream().map((figure) -> figure / this.unit.scale).toList();
		}

	}

}
