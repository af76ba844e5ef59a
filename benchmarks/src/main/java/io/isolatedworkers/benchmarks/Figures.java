package io.isolatedworkers.benchmarks;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.isolatedworkers.benchmarks.Results.Row;
import io.isolatedworkers.benchmarks.Results.Series;
import io.isolatedworkers.benchmarks.peers.Peers;
import io.isolatedworkers.benchmarks.peers.Workload;
import org.jspecify.annotations.Nullable;

/**
 * The figures of all rounds of this run.
 */
final class Figures {

	private final Map<Workload, Map<String, Map<Integer, List<Double>>>> all = new EnumMap<>(Workload.class);

	void add(Workload workload, String peer, int round, double figure) {
		this.all.computeIfAbsent(workload, (unused) -> new LinkedHashMap<>())
			.computeIfAbsent(peer, (unused) -> new TreeMap<>())
			.computeIfAbsent(round, (unused) -> new ArrayList<>())
			.add(figure);
	}

	/**
	 * Returns what was measured. The ratio of a round is that of the medians of what was
	 * taken in it: the reference is taken before and after, so that a machine that
	 * becomes faster or slower meanwhile favours neither.
	 */
	Results results() {
		Map<Workload, Row> results = new EnumMap<>(Workload.class);
		this.all.forEach((workload, peers) -> {
			Map<String, Series> series = new LinkedHashMap<>();
			peers.forEach((peer, rounds) -> series.put(peer, series(workload, rounds)));
			results.put(workload, new Row(workload.goal(), series));
		});
		return new Results(results);
	}

	private Series series(Workload workload, Map<Integer, List<Double>> rounds) {
		List<Double> figures = new ArrayList<>();
		List<Double> ratios = new ArrayList<>();
		rounds.forEach((round, taken) -> {
			double figure = Results.median(taken);
			figures.add(figure);
			List<Double> reference = reference(workload, round);
			if (reference != null) {
				ratios.add(figure / Results.median(reference));
			}
		});
		return new Series(figures, ratios);
	}

	private @Nullable List<Double> reference(Workload workload, int round) {
		return switch (workload.against()) {
			case RAW -> of(workload, Peers.RAW, round);
			case FIRST -> of(Workload.FIRST, Peers.OWN, round);
			case CLIENT, NOTHING -> List.of(1.0);
		};
	}

	private @Nullable List<Double> of(Workload workload, String peer, int round) {
		return this.all.getOrDefault(workload, Map.of()).getOrDefault(peer, Map.of()).get(round);
	}

}
