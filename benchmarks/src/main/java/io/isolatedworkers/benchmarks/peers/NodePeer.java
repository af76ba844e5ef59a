package io.isolatedworkers.benchmarks.peers;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A peer of which both sides run in Node. {@code measure.mjs} knows how each of them is
 * used.
 *
 * @param name its name, which is that of its package
 */
record NodePeer(String name) implements Peer {

	@Override
	public Set<Workload> workloads() {
		return Peers.timed();
	}

	@Override
	public List<String> command(List<Workload> workloads, boolean quick, Path temporary) {
		Timing timing = Timing.of(quick);
		return List.of("node", NodeModules.directory().resolve("measure.mjs").toString(), this.name,
				Workload.labels(workloads), String.valueOf(timing.steady().toMillis()),
				String.valueOf(timing.mostWarmUp().toMillis()), String.valueOf(timing.measured().toMillis()),
				String.valueOf(timing.starts()));
	}

}
