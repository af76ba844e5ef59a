package io.isolatedworkers.benchmarks;

import java.io.IOException;
import java.util.Set;

/**
 * One way to call code in another process.
 */
interface Peer {

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
	 * Starts the other process and connects to it.
	 * @return the session, ready to be called
	 * @throws IOException if it cannot be started
	 * @throws InterruptedException if the thread is interrupted
	 */
	Session open() throws Exception;

}
