package io.isolatedworkers.driver;

/**
 * Who closes workers in its own time when the host's JVM exits, as a framework does that
 * lets requests end first. Asked again and again while the JVM exits, and only then: must
 * answer at once, not throw, and be safe for use by several threads.
 */
public interface WorkerOwner {

	/**
	 * Whether the owner has begun to close. While it has, and is not
	 * {@linkplain #isClosed() closed}, its workers are left to it, however long that
	 * takes.
	 * @return {@code true} from the beginning of its closing on
	 */
	boolean isClosing();

	/**
	 * Whether the owner has closed all that it closes. Workers that are left are ended.
	 * @return {@code true} from the end of its closing on
	 */
	boolean isClosed();

}
