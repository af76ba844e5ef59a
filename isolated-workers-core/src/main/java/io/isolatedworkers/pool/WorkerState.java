package io.isolatedworkers.pool;

/**
 * What a pool's worker is doing.
 */
public enum WorkerState {

	/** It is being started for the first time. */
	STARTING,

	/** It takes requests. */
	READY,

	/** It is connected and idle, and takes over from one that takes requests. */
	SPARE,

	/** Its connection is lost: it is made again, or the worker is replaced. */
	DISCONNECTED,

	/** It died or could not be started, and is being replaced. */
	RESTARTING,

	/** The pool is closed. */
	CLOSED

}
