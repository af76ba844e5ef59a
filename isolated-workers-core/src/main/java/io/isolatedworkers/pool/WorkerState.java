package io.isolatedworkers.pool;

/**
 * What a pool's worker is doing.
 */
public enum WorkerState {

	/** It is being started for the first time. */
	STARTING,

	/** It takes requests. */
	READY,

	/** It died or could not be started, and is being replaced. */
	RESTARTING,

	/** The pool is closed. */
	CLOSED

}
