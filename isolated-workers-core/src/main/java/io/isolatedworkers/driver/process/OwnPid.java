package io.isolatedworkers.driver.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The pid of this process.
 */
final class OwnPid {

	private static final Path STATUS = Path.of("/proc/self/status");

	/** The pids in the namespaces that see this process, its own at the end. */
	private static final String PIDS = "NSpid:";

	private OwnPid() {
	}

	/**
	 * Looks where Linux tells it: the JDK's own way starts what waits for the ends of
	 * processes, which takes as long as all else that greets a host.
	 */
	static long get() {
		try {
			String status = Files.readString(STATUS, StandardCharsets.ISO_8859_1);
			int start = status.indexOf(PIDS);
			int end = status.indexOf('\n', Math.max(0, start));
			String pids = (start >= 0) ? status.substring(start, end) : "";
			return Long.parseLong(pids, pids.lastIndexOf('\t') + 1, pids.length(), 10);
		}
		catch (IOException | UnsupportedOperationException | NumberFormatException | IndexOutOfBoundsException ex) {
			return ProcessHandle.current().pid();
		}
	}

}
