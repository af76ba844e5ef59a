package io.isolatedworkers.driver.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The pid of this process.
 */
final class OwnPid {

	private static final Path SELF = Path.of("/proc/self");

	private OwnPid() {
	}

	/**
	 * Looks where Linux tells it: the JDK's own way starts what waits for the ends of
	 * processes, which takes as long as all else that greets a host.
	 */
	static long get() {
		try {
			return Long.parseLong(Files.readSymbolicLink(SELF).toString());
		}
		catch (IOException | UnsupportedOperationException | NumberFormatException ex) {
			return ProcessHandle.current().pid();
		}
	}

}
