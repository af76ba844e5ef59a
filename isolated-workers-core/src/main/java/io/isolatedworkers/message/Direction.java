package io.isolatedworkers.message;

/**
 * Which way a message goes, seen from the side whose middleware is asked.
 */
public enum Direction {

	/** The message leaves this side. */
	SEND,

	/** The message arrived at this side. */
	RECEIVE

}
