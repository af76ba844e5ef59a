package io.isolatedworkers.benchmarks;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;

import io.isolatedworkers.benchmarks.Results.Row;
import io.isolatedworkers.benchmarks.Results.Series;
import io.isolatedworkers.benchmarks.peers.Peers;
import io.isolatedworkers.benchmarks.peers.Workload;
import io.isolatedworkers.benchmarks.peers.Workload.Goal;

/**
 * The ratios of one workload as a picture: a bar for each peer, a thin line from the
 * smallest to the largest ratio, and a dashed line for the goal. SVG with its own
 * background, so that it can be read on light and on dark pages.
 */
final class BarChart {

	private static final int WIDTH = 760;

	private static final int LEFT = 180;

	private static final int RIGHT = 600;

	private static final int TOP = 78;

	private static final int STEP = 28;

	private static final int BAR = 18;

	/**
	 * Where the largest is more than so many times the smallest, lengths are logarithms.
	 */
	private static final double MOST_LINEAR = 8;

	private static final String STYLE = """
			<style>
			.page { fill: #ffffff; } text { fill: #1f2328; font: 13px system-ui, sans-serif; }
			.title { font-size: 16px; font-weight: 600; } .note, .range-text { fill: #59636e; font-size: 12px; }
			.bar { fill: #8ab4d8; } .own { fill: #1a7f5a; } .reference { fill: #9aa3ad; }
			.range { stroke: #1f2328; } .goal { stroke: #b3261e; stroke-dasharray: 5 4; stroke-width: 2; }
			.goal-text { fill: #b3261e; font-size: 12px; }
			@media (prefers-color-scheme: dark) {
			.page { fill: #0d1117; } text { fill: #e6edf3; } .note, .range-text { fill: #9198a1; }
			.bar { fill: #3f6d94; } .own { fill: #3fb68b; } .reference { fill: #656c76; }
			.range { stroke: #e6edf3; } .goal { stroke: #ff8a80; } .goal-text { fill: #ff8a80; }
			}
			</style>
			""";

	private final Workload workload;

	private final Goal goal;

	private final Map<String, Series> peers;

	private final double from;

	private final double to;

	private final boolean isLogarithmic;

	BarChart(Workload workload, Row row, Map<String, Series> shown) {
		this.workload = workload;
		this.goal = row.goal();
		this.peers = shown;
		Collection<Series> all = shown.values();
		double least = Math.min(this.goal.limit(), all.stream().mapToDouble(Series::ratio).min().orElse(1));
		double most = Math.max(this.goal.limit(), all.stream().mapToDouble(Series::most).max().orElse(1));
		this.isLogarithmic = most / least > MOST_LINEAR;
		this.from = this.isLogarithmic ? roundBelow(least * 0.7) : 0;
		this.to = most;
	}

	String svg() {
		int bottom = TOP + STEP * this.peers.size();
		StringBuilder out = new StringBuilder();
		add(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" "
				+ "role=\"img\" aria-labelledby=\"title desc\">", WIDTH, bottom + 34, WIDTH, bottom + 34);
		add(out, "<title id=\"title\">%s</title>", escape(title()));
		add(out, "<desc id=\"desc\">%s</desc>", escape(description()));
		out.append(STYLE);
		add(out, "<rect class=\"page\" width=\"%d\" height=\"%d\" rx=\"6\"/>", WIDTH, bottom + 34);
		text(out, "title", 16, 26, title());
		text(out, "note", 16, 46, note());
		int y = TOP;
		for (Map.Entry<String, Series> peer : this.peers.entrySet()) {
			bar(out, y, peer.getKey(), peer.getValue());
			y += STEP;
		}
		double goalX = x(this.goal.limit());
		add(out, "<line class=\"goal\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>", goalX, TOP - 8, goalX, bottom);
		add(out, "<text class=\"goal-text\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">goal: %s</text>",
				Math.max(goalX, LEFT + 40), TOP - 14, escape(this.goal.toString()));
		text(out, "note", 16, bottom + 20,
				this.isLogarithmic ? "The lengths are logarithmic, from %s on. Thin lines: smallest to largest ratio."
					.formatted(plain(this.from)) : "Thin lines: smallest to largest ratio.");
		return out.append("</svg>\n").toString();
	}

	private void bar(StringBuilder out, int y, String peer, Series series) {
		double end = x(series.ratio());
		int middle = y + BAR / 2;
		String kind = peer.equals(Peers.OWN) ? "own" : peer.equals(Peers.RAW) ? "reference" : "bar";
		add(out, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>", LEFT - 10, y + 14, escape(peer));
		add(out, "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\"/>", kind, LEFT, y,
				Math.max(1, end - LEFT), BAR);
		if (series.most() > series.least()) {
			add(out, "<line class=\"range\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>", x(series.least()), middle,
					x(series.most()), middle);
		}
		add(out, "<text x=\"%.1f\" y=\"%d\">%s <tspan class=\"range-text\">(%s)</tspan></text>",
				Math.max(end, x(series.most())) + 8, y + 14, plain(series.ratio()),
				escape(Report.readable(this.workload.unit(), series.figure())));
	}

	private double x(double ratio) {
		double share = this.isLogarithmic
				? Math.log(Math.max(ratio, this.from) / this.from) / Math.log(this.to / this.from) : ratio / this.to;
		return LEFT + share * (RIGHT - LEFT);
	}

	/** The next of 1, 2, 5, 10 and so on. */
	private static double roundBelow(double value) {
		double power = Math.pow(10, Math.floor(Math.log10(value)));
		return power * ((value >= 5 * power) ? 5 : (value >= 2 * power) ? 2 : 1);
	}

	private String title() {
		return "%s: %s".formatted(this.workload.label(), this.workload.words());
	}

	private String note() {
		String against = switch (this.workload.against()) {
			case RAW -> "divided by that of the raw limit";
			case FIRST -> "divided by that of 'first'";
			case CLIENT -> "divided by that of one worker in the same process";
			case NOTHING -> "largest divided by smallest";
		};
		return "%s, %s; %s is better. In brackets: the figure itself.".formatted(switch (this.workload.unit()) {
			case TIME -> "Time";
			case RATE -> "Messages a second";
			case BYTES -> "Memory";
			case RATIO -> "Time";
		}, against, this.goal.isMinimum() ? "more" : "less");
	}

	private String description() {
		StringBuilder text = new StringBuilder("Bar chart of ratios. ");
		this.peers.forEach((peer, series) -> text.append("%s: %s. ".formatted(peer, plain(series.ratio()))));
		return text.append("Goal for %s: %s.".formatted(Peers.OWN, this.goal)).toString();
	}

	/** A ratio with as many places as mean something. */
	static String plain(double ratio) {
		return String.format(Locale.ROOT,
				(ratio < 0.001) ? "%.5f" : (ratio < 0.1) ? "%.3f" : (ratio < 10) ? "%.2f" : "%.0f", ratio);
	}

	private static void text(StringBuilder out, String kind, int x, int y, String text) {
		add(out, "<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>", kind, x, y, escape(text));
	}

	private static void add(StringBuilder out, String format, Object... values) {
		out.append(String.format(Locale.ROOT, format, values)).append('\n');
	}

	private static String escape(String text) {
		return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
	}

}
