package io.isolatedworkers.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Starts this program again as another process. All processes of all peers get the same
 * JVM options: those a small worker would get, and none that a peer would suffer from.
 */
final class ChildJvm {

	/** What every process is started with. */
	static final List<String> OPTIONS = List.of("-Xmx512m", "-XX:+UseSerialGC", "-Xshare:auto",
			"-XX:TieredStopAtLevel=4");

	private static final AtomicInteger NUMBER = new AtomicInteger();

	private ChildJvm() {
	}

	/** Starts an echo of this program. */
	static Process start(String... arguments) throws IOException {
		return builder(arguments).redirectOutput(ProcessBuilder.Redirect.INHERIT)
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
	}

	static ProcessBuilder builder(String... arguments) {
		List<String> line = new ArrayList<>(List.of(java(), "-cp", System.getProperty("java.class.path")));
		line.addAll(OPTIONS);
		line.add(Benchmarks.class.getName());
		line.addAll(Arrays.asList(arguments));
		return new ProcessBuilder(line);
	}

	static String java() {
		return Path.of(System.getProperty("java.home"), "bin", "java").toString();
	}

	/** A path for a socket, short enough. */
	static Path socketPath() {
		return Path.of(System.getProperty("java.io.tmpdir"),
				"iwb-%d-%d.sock".formatted(ProcessHandle.current().pid(), NUMBER.incrementAndGet()));
	}

}
