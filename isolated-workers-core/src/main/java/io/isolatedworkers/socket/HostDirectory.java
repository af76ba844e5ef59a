package io.isolatedworkers.socket;

import java.nio.file.Files;

import org.jspecify.annotations.Nullable;

/**
 * The one {@link SocketDirectory} of this JVM as a host, for its workers' sockets and its
 * own: one, so that the last worker that leaves removes all of what a killed host left.
 * Safe for use by several threads.
 */
public final class HostDirectory {

	private static @Nullable SocketDirectory current;

	private HostDirectory() {
	}

	/**
	 * Returns the directory. It is made when it is first asked for, and again if somebody
	 * has removed it under a host that runs for long.
	 * @return the directory
	 * @throws java.io.UncheckedIOException if no directory can be made
	 */
	public static synchronized SocketDirectory get() {
		SocketDirectory directory = current;
		if (directory == null || !Files.isDirectory(directory.path())) {
			SocketDirectory created = SocketDirectory.create();
			if (directory == null) {
				Runtime.getRuntime()
					.addShutdownHook(new Thread(HostDirectory::release, "isolated-workers-host-directory"));
			}
			directory = created;
			current = created;
		}
		return directory;
	}

	/**
	 * Gives the directory up because the JVM exits. Whoever ends workers at exit calls it
	 * when they have ended; what is still there when it is called is left to the last
	 * that leaves. Idempotent.
	 */
	public static synchronized void release() {
		SocketDirectory directory = current;
		if (directory != null) {
			directory.release();
		}
	}

}
