package io.isolatedworkers.driver.process;

import java.time.Duration;

/**
 * The archives that this JVM makes so that its workers start faster the next time. They
 * are made in the background; nobody has to wait for them.
 */
public final class ClassDataArchives {

	private ClassDataArchives() {
	}

	/**
	 * Waits until all archives are made that workers started so far want, or have failed
	 * to be made: for a program that is run to fill the cache, such as a step in the
	 * build of an image.
	 * @param limit how long to wait at most
	 * @return {@code false} if that was not long enough
	 * @throws InterruptedException if the calling thread is interrupted
	 */
	public static boolean await(Duration limit) throws InterruptedException {
		return ArchiveTraining.awaitAll(limit);
	}

}
