package io.isolatedworkers.benchmarks.peers;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How processes of this program are started: all of all peers with the same options, and
 * with the libraries only that the peer needs.
 */
public final class ChildJvm {

	static final int MAX_HEAP_MEGABYTES = 512;

	/** The options of every JVM; a peer that starts its own may not take all of them. */
	public static final List<String> OPTIONS = options();

	private ChildJvm() {
	}

	private static List<String> options() {
		List<String> options = new ArrayList<>(
				List.of("-Xmx%dm".formatted(MAX_HEAP_MEGABYTES), "-XX:+UseSerialGC", "-XX:-UsePerfData"));
		// Netty and Tomcat would tell what they do
		options.add("-Djava.util.logging.config.file=/dev/null");
		if (Runtime.version().feature() >= 24) {
			// Netty and Protocol Buffers would print warnings
			options.add("--enable-native-access=ALL-UNNAMED");
			options.add("--sun-misc-unsafe-memory-access=allow");
		}
		return List.copyOf(options);
	}

	/**
	 * Returns the command line that runs a class of this program.
	 * @param classPath the class path
	 * @param temporary the directory for temporary files
	 * @param main the class
	 * @param arguments its arguments
	 * @return the program and its arguments
	 */
	public static List<String> command(String classPath, String temporary, Class<?> main, String... arguments) {
		List<String> line = new ArrayList<>();
		line.add(java());
		line.addAll(OPTIONS);
		line.add("-Djava.io.tmpdir=" + temporary);
		line.add("-cp");
		line.add(classPath);
		line.add(main.getName());
		line.addAll(Arrays.asList(arguments));
		return line;
	}

	/**
	 * Returns the JVM that runs this program.
	 * @return its path
	 */
	public static String java() {
		return Path.of(System.getProperty("java.home"), "bin", "java").toString();
	}

	/**
	 * Returns where this program is.
	 * @return its jar
	 */
	public static Path jar() {
		try {
			return Path.of(ChildJvm.class.getProtectionDomain().getCodeSource().getLocation().toURI());
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Returns a class path of this program and some of the libraries beside it.
	 * @param libraries how the names of their files begin
	 * @return the class path
	 */
	public static String classPath(List<String> libraries) {
		Path jar = jar();
		List<Path> entries = new ArrayList<>(List.of(jar));
		try (Stream<Path> all = Files.list(jar.resolveSibling("lib"))) {
			all.filter((path) -> libraries.stream().anyMatch(path.getFileName().toString()::startsWith))
				.sorted()
				.forEach(entries::add);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(
					"The libraries beside %s cannot be found; build it with: mvn -pl benchmarks -am package -DskipTests"
						.formatted(jar),
					ex);
		}
		return entries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
	}

}
