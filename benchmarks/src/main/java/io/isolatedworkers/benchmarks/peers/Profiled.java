package io.isolatedworkers.benchmarks.peers;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How this library is profiled. Needs no library itself.
 */
public final class Profiled {

	private Profiled() {
	}

	/**
	 * Returns the workloads that can be profiled.
	 * @return the workloads
	 */
	public static List<Workload> workloads() {
		return List.of(Workload.RTT, Workload.RATE_100);
	}

	/**
	 * Returns the command line that profiles. It prints what it has seen.
	 * @param workload one of {@link #workloads()}
	 * @param measured how long is recorded
	 * @param directory where the recordings go
	 * @param temporary where its processes put their files
	 * @return the program and its arguments
	 */
	public static List<String> command(Workload workload, Duration measured, Path directory, Path temporary) {
		return ChildJvm.command(ChildJvm.classPath(Peers.named(Peers.OWN).libraries()), temporary.toString(),
				ProfileRun.class, workload.label(), String.valueOf(measured.toMillis()), directory.toString());
	}

}
