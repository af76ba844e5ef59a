package io.isolatedworkers.driver.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Which provider of sockets the JDK chooses on a class path. It looks for one in each
 * jar, by code that takes a starting JVM some fifteen milliseconds. A training run finds
 * it out once; later workers are told, unless it is not one of the JDK's own.
 *
 * @param file holds its class
 * @param holds whether what a training run finds holds for the worker: it has the same
 * class path, and names no provider itself
 */
record SocketProvider(Path file, boolean holds) {

	private static final String PROPERTY = "java.nio.channels.spi.SelectorProvider";

	private static final String OF_THE_JDK = "sun.nio.ch.";

	/**
	 * Where the provider is noted.
	 * @param archive the archive of the training run
	 * @param sameClassPath whether the worker has the class path of the training run
	 * @param arguments the worker's JVM arguments, and variables that hold some
	 */
	static SocketProvider beside(Path archive, boolean sameClassPath, List<String> arguments) {
		boolean named = arguments.stream().anyMatch((argument) -> argument.contains(PROPERTY));
		return new SocketProvider(archive.resolveSibling(archive.getFileName() + ".sockets"), sameClassPath && !named);
	}

	/** Notes what a training run found. */
	void write(String provider) throws IOException {
		Files.deleteIfExists(this.file);
		if (this.holds && provider.startsWith(OF_THE_JDK)) {
			Files.writeString(this.file, provider);
		}
	}

	/** The JVM arguments that tell the worker; none if nothing is known. */
	List<String> arguments() {
		if (!this.holds || !Files.isRegularFile(this.file)) {
			return List.of();
		}
		try {
			String provider = Files.readString(this.file);
			return provider.startsWith(OF_THE_JDK) ? List.of("-D" + PROPERTY + "=" + provider) : List.of();
		}
		catch (IOException ex) {
			return List.of();
		}
	}

}
