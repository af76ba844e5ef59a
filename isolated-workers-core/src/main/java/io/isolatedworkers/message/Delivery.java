package io.isolatedworkers.message;

/**
 * How far a request that failed had come. It tells whether sending it again can do its
 * work twice.
 */
public enum Delivery {

	/** The request never left this process; it is safe to send it again. */
	NOT_SENT,

	/** The worker had the request but did not begin it; it is safe to send it again. */
	NOT_STARTED,

	/**
	 * The worker may have begun or even finished the request: send it again only if doing
	 * its work twice does no harm.
	 */
	MAYBE_EXECUTED,

	/**
	 * The worker answered: it refused the request, or its handler failed. Sending it
	 * again unchanged will most likely fail again.
	 */
	REJECTED

}
