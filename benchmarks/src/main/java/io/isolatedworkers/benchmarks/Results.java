package io.isolatedworkers.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.isolatedworkers.benchmarks.peers.Workload;
import io.isolatedworkers.benchmarks.peers.Workload.Goal;

/**
 * What was measured: of the rounds of one run, or of several runs.
 *
 * @param workloads the workloads, in order
 */
record Results(Map<Workload, Row> workloads) {

	/** The ratios of a peer, none if it was not measured. */
	List<Double> ratios(Workload workload, String peer) {
		Row row = this.workloads.get(workload);
		Series series = (row != null) ? row.peers().get(peer) : null;
		return (series != null) ? series.ratios() : List.of();
	}

	/** Puts runs together: what was a round is the median of a run then. */
	static Results of(List<Results> runs) {
		if (runs.size() == 1) {
			return runs.get(0);
		}
		Map<Workload, Row> together = new EnumMap<>(Workload.class);
		for (Results run : runs) {
			run.workloads().forEach((workload, row) -> {
				Map<String, Series> peers = together
					.computeIfAbsent(workload, (unused) -> new Row(row.goal(), new LinkedHashMap<>()))
					.peers();
				row.peers()
					.forEach((peer, series) -> peers
						.computeIfAbsent(peer, (unused) -> new Series(new ArrayList<>(), new ArrayList<>()))
						.add(series));
			});
		}
		return new Results(together);
	}

	static double median(Iterable<Double> values) {
		List<Double> sorted = new ArrayList<>();
		values.forEach(sorted::add);
		sorted.sort(null);
		int middle = sorted.size() / 2;
		return (sorted.size() % 2 == 1) ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
	}

	/**
	 * A workload.
	 *
	 * @param goal what this library's ratio should be
	 * @param peers those that were measured, by name, in order
	 */
	record Row(Goal goal, Map<String, Series> peers) {
	}

	/**
	 * A peer in a workload.
	 *
	 * @param figures the figure of each round, or of each run
	 * @param ratios the same divided by its reference; none if there is no reference
	 */
	record Series(List<Double> figures, List<Double> ratios) {

		double figure() {
			return median(this.figures);
		}

		double ratio() {
			return median(this.ratios);
		}

		double least() {
			return Collections.min(this.ratios);
		}

		double most() {
			return Collections.max(this.ratios);
		}

		private void add(Series run) {
			this.figures.add(run.figure());
			if (!run.ratios().isEmpty()) {
				this.ratios.add(run.ratio());
			}
		}

	}

}
