package io.isolatedworkers.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The processes that take figures, one at a time, and the directory that they have for
 * their temporary files. Nothing of either is left when it is closed, or when this JVM is
 * ended by a signal.
 */
final class Processes implements AutoCloseable {

	private static final String FIGURE = "figure ";

	/**
	 * The exit code of a process that Ctrl-C ended; it ends all that run in a terminal.
	 */
	private static final int INTERRUPTED = 130;

	/** How long processes may take to end by themselves. */
	private static final int GRACE_SECONDS = 5;

	private final Path directory;

	private final Thread atExit = new Thread(this::end, "end-processes");

	private @Nullable Process current;

	private boolean ended;

	private Processes(Path directory) {
		this.directory = directory;
	}

	static Processes open() throws IOException {
		Processes processes = new Processes(Files.createTempDirectory("iwb"));
		Runtime.getRuntime().addShutdownHook(processes.atExit);
		return processes;
	}

	Path directory() {
		return this.directory;
	}

	/**
	 * Runs a command that takes figures.
	 * @return the figures by the names of their workloads
	 * @throws IOException if it does not print any
	 * @throws TimeoutException if it takes too long
	 * @throws InterruptedException if this program is being ended
	 */
	Map<String, Double> figures(List<String> command, Duration limit)
			throws IOException, TimeoutException, InterruptedException {
		Map<String, Double> figures = new LinkedHashMap<>();
		for (String line : output(command, limit)) {
			if (line.startsWith(FIGURE)) {
				String[] words = line.split(" ");
				figures.put(words[1], Double.valueOf(words[2]));
			}
		}
		if (figures.isEmpty()) {
			throw new IOException("its process printed no figure");
		}
		return figures;
	}

	/**
	 * Runs a command.
	 * @return the lines that it prints
	 * @throws IOException if it ends with another code than 0
	 * @throws TimeoutException if it takes too long
	 * @throws InterruptedException if this program is being ended
	 */
	List<String> output(List<String> command, Duration limit)
			throws IOException, TimeoutException, InterruptedException {
		Path output = this.directory.resolve("output");
		Process process = start(command, output);
		boolean inTime = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
		end(process);
		if (!inTime) {
			throw new TimeoutException("it was not done after %.1f seconds".formatted(limit.toMillis() / 1e3));
		}
		if (process.exitValue() == INTERRUPTED || isEnded()) {
			throw new InterruptedException("This program is being ended");
		}
		if (process.exitValue() != 0) {
			throw new IOException("its process ended with code " + process.exitValue());
		}
		return Files.readAllLines(output);
	}

	private synchronized Process start(List<String> command, Path output) throws IOException, InterruptedException {
		if (this.ended) {
			throw new InterruptedException("This program is being ended");
		}
		ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(output.toFile())
			.redirectError(ProcessBuilder.Redirect.INHERIT);
		builder.environment().put("TMPDIR", this.directory.toString());
		// The user's own cache is neither used nor filled
		builder.environment().put("XDG_CACHE_HOME", this.directory.toString());
		Process process = builder.start();
		this.current = process;
		return process;
	}

	/** Ends a process and all that it started. */
	private static void end(Process process) {
		List<ProcessHandle> all = Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
		process.destroy();
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(GRACE_SECONDS);
		for (ProcessHandle each : all) {
			try {
				each.onExit().get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
			}
			catch (Exception ex) {
				each.destroyForcibly();
				each.onExit().join();
			}
		}
	}

	private synchronized boolean isEnded() {
		return this.ended;
	}

	private synchronized void end() {
		if (this.ended) {
			return;
		}
		this.ended = true;
		if (this.current != null) {
			end(this.current);
		}
		try (Stream<Path> all = Files.walk(this.directory)) {
			for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
				Files.deleteIfExists(path);
			}
		}
		catch (IOException | UncheckedIOException ex) {
			System.err.printf("%s could not be deleted: %s%n", this.directory, ex);
		}
	}

	@Override
	public void close() {
		end();
		try {
			Runtime.getRuntime().removeShutdownHook(this.atExit);
		}
		catch (IllegalStateException ex) {
			// it is running, and waited for
		}
	}

}
