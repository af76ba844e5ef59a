package io.isolatedworkers.driver.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Makes an archive of what a training run wrote, by a JVM that does nothing else; there
 * is nothing to do where the training run made it. Can be ended by another thread.
 */
final class ArchiveDump {

	private static final Set<String> OTHERS = Set.of("-XX:+UseSerialGC", "-XX:+UseParallelGC");

	/** Writes objects into an archive, which the other collectors can only read. */
	private static final String REGIONS = "-XX:+UseG1GC";

	private final ClassDataArchive archive;

	private boolean ended;

	private @Nullable Process process;

	ArchiveDump(ClassDataArchive archive) {
		this.archive = archive;
	}

	/**
	 * Makes the archive.
	 * @param file where
	 * @param prefix put before the command line
	 * @param limit how long it may take
	 * @return the exit code
	 * @throws IOException if it is not done in time, or not to be done any more
	 */
	int run(Path file, List<String> prefix, Duration limit) throws IOException, InterruptedException {
		List<String> make = this.archive.format().toMake(file);
		if (make.isEmpty()) {
			return 0;
		}
		ChildProcessOptions own = this.archive.options();
		Map<String, String> environment = new HashMap<>(System.getenv());
		environment.putAll(own.environment());
		List<String> line = new ArrayList<>(prefix);
		line.addAll(
				WorkerCommand.training().commandLine(own.jvm().training(this.archive.classPath(), make), environment));
		line.replaceAll((argument) -> OTHERS.contains(argument) ? REGIONS : argument);
		Process started = start(line, own);
		try {
			started.getOutputStream().close();
			if (!started.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
				throw new IOException("An archive was not written within " + limit);
			}
			return started.exitValue();
		}
		finally {
			end();
		}
	}

	private synchronized Process start(List<String> line, ChildProcessOptions own) throws IOException {
		if (this.ended) {
			throw new IOException("The host ends");
		}
		ProcessBuilder builder = new ProcessBuilder(line).redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.redirectError(ProcessBuilder.Redirect.DISCARD);
		builder.environment().putAll(own.environment());
		if (own.workingDirectory() != null) {
			builder.directory(own.workingDirectory().toFile());
		}
		this.process = builder.start();
		return this.process;
	}

	/** Gives it up: the host's JVM exits. */
	synchronized void end() {
		this.ended = true;
		if (this.process != null) {
			this.process.destroyForcibly();
		}
	}

}
