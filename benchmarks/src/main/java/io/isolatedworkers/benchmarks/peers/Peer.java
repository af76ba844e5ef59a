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
	 * Returns the command line that takes figures. It prints a line for each: the word
	 * {@code figure}, the name of the workload and the figure.
	 * @param workloads what to measure, of those that are taken together
	 * @param quick whether to hurry
	 * @param temporary where its processes put their files
	 * @return the program and its arguments
	 */
	List<String> command(List<Workload> workloads, boolean quick, Path temporary);

}
