package io.isolatedworkers.benchmarks.peers;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A peer of which both sides run in JVMs.
 *
 * @param name the name in tables
 * @param workloads what it can be measured in
 * @param libraries how the names of the files begin that it needs on its class path
 * @param opener starts its other side
 */
record JvmPeer(String name, Set<Workload> workloads, List<String> libraries, Opener opener) implements Peer {

	@Override
	public List<String> command(List<Workload> workloads, boolean quick, Path temporary) {
		return ChildJvm.command(ChildJvm.classPath(this.libraries), temporary.toString(), Measure.class, this.name,
				Workload.labels(workloads), quick ? "quick" : "full");
	}

	/** Starts the other side and connects to it. */
	@FunctionalInterface
	interface Opener {

		Session open(Workload workload) throws Exception;

	}

}
