package io.isolatedworkers.benchmarks;

import java.util.List;

import io.isolatedworkers.benchmarks.Results.Series;
import io.isolatedworkers.benchmarks.peers.Peers;
import io.isolatedworkers.benchmarks.peers.Workload;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FiguresTests {

	private final Figures figures = new Figures();

	@Test
	void dividesByTheLimitOfTheSameRoundBeforeAndAfter() {
		this.figures.add(Workload.RTT, Peers.RAW, 1, 10);
		this.figures.add(Workload.RTT, Peers.OWN, 1, 30);
		this.figures.add(Workload.RTT, Peers.RAW, 1, 20);
		this.figures.add(Workload.RTT, Peers.RAW, 2, 100);
		this.figures.add(Workload.RTT, Peers.OWN, 2, 150);
		assertThat(this.figures.results().ratios(Workload.RTT, Peers.OWN)).containsExactly(2.0, 1.5);
	}

	@Test
	void hasNoRatioWhereTheReferenceIsMissing() {
		this.figures.add(Workload.RTT, Peers.OWN, 1, 30);
		assertThat(this.figures.results().ratios(Workload.RTT, Peers.OWN)).isEmpty();
	}

	@Test
	void takesTheMedianOfEachRunWhenRunsArePutTogether() {
		Results together = Results.of(List.of(run(1, 2, 9), run(3, 4, 5), run(7, 8, 9)));
		Series own = together.workloads().get(Workload.RTT).peers().get(Peers.OWN);
		assertThat(own.ratios()).containsExactly(2.0, 4.0, 8.0);
		assertThat(own.ratio()).isEqualTo(4);
	}

	private static Results run(double... ratios) {
		Figures figures = new Figures();
		for (int round = 0; round < ratios.length; round++) {
			figures.add(Workload.RTT, Peers.RAW, round, 1);
			figures.add(Workload.RTT, Peers.OWN, round, ratios[round]);
		}
		return figures.results();
	}

}
