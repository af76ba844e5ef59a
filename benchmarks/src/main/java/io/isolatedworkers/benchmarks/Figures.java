package io.isolatedworkers.benchmarks;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.isolatedworkers.benchmarks.Arguments.Step;
import io.isolatedworkers.benchmarks.peers.Peers;
import io.isolatedworkers.benchmarks.peers.Workload;
import org.jspecify.annotations.Nullable;

/**
 * The figures of all rounds.
 */
final class Figures {

	private final Map<Workload, Map<String, Map<Integer, Double>>> all = new EnumMap<>(Workload.class);

	void add(Step step, double figure) {
		this.all.computeIfAbsent(step.workload(), (workload) -> new LinkedHashMap<>())
			.computeIfAbsent(step.peer().name(), (peer) -> new TreeMap<>())
			.put(step.round(), figure);
	}

	/** The figures by workload, peer and round. */
	Map<Workload, Map<String, Map<Integer, Double>>> all() {
		return this.all;
	}

	/**
	 * The figures of a peer divided by their reference, each by that of the same round.
	 */
	List<Double> ratios(Workload workload, String peer) {
		List<Double> ratios = new ArrayList<>();
		of(workload, peer).forEach((round, figure) -> {
			Double reference = reference(workload, round);
			if (reference != null) {
				ratios.add(figure / reference);
			}
		});
		return ratios;
	}

	private @Nullable Double reference(Workload workload, int round) {
		return switch (workload.against()) {
			case RAW -> of(workload, Peers.RAW).get(round);
			case FIRST -> of(Workload.FIRST, Peers.OWN).get(round);
			case THREADS -> of(Workload.THREADS, Peers.OWN).get(round);
			case NOTHING -> Double.valueOf(1);
		};
	}

	private Map<Integer, Double> of(Workload workload, String peer) {
		return this.all.getOrDefault(workload, Map.of()).getOrDefault(peer, Map.of());
	}

	static double median(Iterable<Double> values) {
		List<Double> sorted = new ArrayList<>();
		values.forEach(sorted::add);
		sorted.sort(null);
		int middle = sorted.size() / 2;
		return (sorted.size() % 2 == 1) ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
	}

}
