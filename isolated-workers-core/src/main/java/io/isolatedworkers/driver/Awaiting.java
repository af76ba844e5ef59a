package io.isolatedworkers.driver;

/**
 * What a thread waits for that may receive messages meanwhile. Asked by that thread and
 * by others; must not block or throw.
 */
public interface Awaiting {

	/**
	 * Whether the thread waits no more.
	 * @return {@code true} once it is
	 */
	boolean isOver();

	/**
	 * Whether others wait for messages of the same channel.
	 * @return {@code true} if somebody must go on receiving when this is over
	 */
	boolean othersWait();

}
