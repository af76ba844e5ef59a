package io.isolatedworkers.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The figures of all rounds of {@code dual-path}, by what was run and by their names.
 */
final class DualFigures {

	/** A run beside which somebody else wants to write. */
	static final String WATCHED = "direct-1000 watched";

	/** The run of commands and events. */
	static final String COMMAND = "command";

	private final Map<String, Map<String, SortedMap<Integer, Double>>> all = new LinkedHashMap<>();

	void add(String run, String figure, int round, double value) {
		this.all.computeIfAbsent(run, (unused) -> new LinkedHashMap<>())
			.computeIfAbsent(figure, (unused) -> new TreeMap<>())
			.put(round, value);
	}

	/** The values of all rounds, none if it was not measured. */
	List<Double> values(String run, String figure) {
		return List.copyOf(rounds(run, figure).values());
	}

	/** The values divided by others of the same rounds. */
	List<Double> ratios(String run, String figure, String byRun, String byFigure) {
		SortedMap<Integer, Double> divisors = rounds(byRun, byFigure);
		List<Double> ratios = new ArrayList<>();
		rounds(run, figure).forEach((round, value) -> {
			Double divisor = divisors.get(round);
			if (divisor != null) {
				ratios.add(value / divisor);
			}
		});
		return ratios;
	}

	private SortedMap<Integer, Double> rounds(String run, String figure) {
		return this.all.getOrDefault(run, Map.of()).getOrDefault(figure, new TreeMap<>());
	}

}
