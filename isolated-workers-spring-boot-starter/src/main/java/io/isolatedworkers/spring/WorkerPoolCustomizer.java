package io.isolatedworkers.spring;

import io.isolatedworkers.client.WorkerOptions;

/**
 * Changes the options of a pool's workers beyond what properties can say, such as how
 * transaction ids are made. All beans of this type are called in their order, after the
 * properties were applied; {@link ForPools} binds one to some pools only.
 */
@FunctionalInterface
public interface WorkerPoolCustomizer {

	/**
	 * Changes the options of one pool.
	 * @param pool the pool's name
	 * @param options the options so far
	 */
	void customize(String pool, WorkerOptions.Builder options);

}
