package io.isolatedworkers.benchmarks.peers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The peers that run in Node, installed beside this program's jar.
 */
public final class NodeModules {

	private static final List<String> FILES = List.of("package.json", "measure.mjs", "peers.mjs", "worker.cjs");

	private NodeModules() {
	}

	static Path directory() {
		return ChildJvm.jar().resolveSibling("node");
	}

	/**
	 * Installs them with npm.
	 * @throws IOException if Node is missing or the packages cannot be installed
	 * @throws InterruptedException if the thread is interrupted
	 */
	public static void install() throws IOException, InterruptedException {
		Path directory = Files.createDirectories(directory());
		for (String file : FILES) {
			try (InputStream in = NodeModules.class.getResourceAsStream("/node/" + file)) {
				if (in == null) {
					throw new IOException("%s is missing in %s".formatted(file, ChildJvm.jar()));
				}
				Files.copy(in, directory.resolve(file), StandardCopyOption.REPLACE_EXISTING);
			}
		}
		int code = new ProcessBuilder("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts")
			.directory(directory.toFile())
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start()
			.waitFor();
		if (code != 0) {
			throw new IOException("npm install in %s ended with code %d".formatted(directory, code));
		}
	}

}
