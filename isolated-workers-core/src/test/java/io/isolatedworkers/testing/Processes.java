package io.isolatedworkers.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * What tests do with processes.
 */
public final class Processes {

	private Processes() {
	}

	/** Waits far longer than anything here should take: the machine may be busy. */
	public static ConditionFactory eventually() {
		return Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(20));
	}

	/** Kills a process as {@code kill -9} does. */
	public static void kill(long pid) {
		ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
	}

	public static boolean isAlive(long pid) {
		// A process that ended and was not waited for is still listed
		return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
	}

	public static void send(String signal, long pid) throws IOException, InterruptedException {
		new ProcessBuilder("kill", "-" + signal, String.valueOf(pid)).inheritIO().start().waitFor();
	}

	/**
	 * Stops a process as {@code kill -STOP} does, and waits until its threads have
	 * stopped: one that runs goes on for a moment, in which it can answer a request.
	 */
	public static void stop(long pid) throws IOException, InterruptedException {
		send("STOP", pid);
		eventually().until(() -> isStopped(Path.of("/proc", String.valueOf(pid), "task")));
	}

	private static boolean isStopped(Path threads) throws IOException {
		if (!Files.isDirectory(threads)) {
			return true;
		}
		try (Stream<Path> all = Files.list(threads)) {
			for (Path thread : all.toList()) {
				String status = Files.readString(thread.resolve("stat"));
				if (status.charAt(status.lastIndexOf(')') + 2) != 'T') {
					return false;
				}
			}
			return true;
		}
	}

	/** Sends a signal to a process group, as a terminal does. */
	public static void sendToGroup(String signal, long group) throws IOException, InterruptedException {
		new ProcessBuilder("kill", "-" + signal, "--", "-" + group).inheritIO().start().waitFor();
	}

	/** Whether a process runs no more, though its parent may not have waited for it. */
	public static boolean hasEnded(long pid) {
		return ProcessHandle.of(pid).flatMap((process) -> process.info().command()).isEmpty();
	}

	/** The socket files and directories of the library in a directory. */
	public static List<Path> socketsIn(Path directory) {
		try (Stream<Path> found = Files.walk(directory, 2)) {
			return found.filter((path) -> path.toString().contains("isolated-workers-")).toList();
		}
		catch (IOException | java.io.UncheckedIOException ex) {
			// it changes while it is read
			return List.of(directory);
		}
	}

}
