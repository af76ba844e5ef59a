package io.isolatedworkers.benchmarks.peers;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * One way to call code elsewhere.
 */
public interface Peer {

	/**
	 * Returns the name in tables.
	 * @return the name
	 */
	String name();

	/**
	 * Returns what it can be measured in.
	 * @return the workloads
	 */
	Set<Workload> workloads();

	/**
	 * Returns the command line that takes one figure. It prints the line {@code figure},
	 * followed by the figure.
	 * @param workload what to measure
	 * @param quick whether to hurry
	 * @param temporary where its processes put their files
	 * @return the program and its arguments
	 */
	List<String> command(Workload workload, boolean quick, Path temporary);

}
