package io.isolatedworkers.benchmarks.peers;

import java.io.IOException;

/**
 * The process that started this one and holds the other end of its standard input.
 */
public final class ParentProcess {

	private ParentProcess() {
	}

	/**
	 * Ends this process when the other is gone, however it ended.
	 */
	public static void endWithIt() {
		Thread thread = new Thread(ParentProcess::watch, "parent");
		thread.setDaemon(true);
		thread.start();
	}

	private static void watch() {
		try {
			while (System.in.read() >= 0) {
				// nothing is ever sent
			}
		}
		catch (IOException ex) {
			// gone too
		}
		System.exit(0);
	}

}
