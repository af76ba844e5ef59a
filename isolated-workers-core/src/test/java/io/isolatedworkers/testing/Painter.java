package io.isolatedworkers.testing;

import java.util.Map;

/**
 * A contract whose worker tells what worker data it was given.
 */
public interface Painter {

	Map<String, Integer> paint();

	/**
	 * The worker.
	 *
	 * @param paint what the host gave it
	 */
	record Impl(Map<String, Integer> paint) implements Painter {

	}

}
