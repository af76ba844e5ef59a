package io.isolatedworkers.driver.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.isolatedworkers.driver.ChannelSettings;
import org.jspecify.annotations.Nullable;

/**
 * One child process: started, its output read, watched, ended with all it started.
 */
final class WorkerProcess {

	private static final Set<WorkerProcess> ALIVE = ConcurrentHashMap.newKeySet();

	/**
	 * How long a process may go on writing after its end: pipes outlive it by their
	 * buffer.
	 */
	private static final long LAST_OUTPUT_MILLIS = 500;

	/** How long a worker whose connection was closed may take to stop by itself. */
	private static final long SIGTERM_AFTER_MILLIS = 500;

	/** How long owners may take to close their workers when the host's JVM exits. */
	private static final long OWNERS_NANOS = TimeUnit.MINUTES.toNanos(2);

	private static final long SHUTDOWN_GRACE_MILLIS = 2_000;

	private static final String OUT_OF_MEMORY = "Terminating due to java.lang.OutOfMemoryError";

	private final Process process;

	private final boolean ownerCloses;

	private final OutputPump output;

	private final OutputPump errors;

	private WorkerProcess(ChannelSettings settings, Process process) {
		this.process = process;
		this.ownerCloses = settings.ownerCloses();
		String name = settings.workerName();
		this.output = OutputPump.start(name + "-out", process.getInputStream(),
				(line) -> settings.logger().info("[%s] %s".formatted(name, line)));
		this.errors = OutputPump.start(name + "-err", process.getErrorStream(),
				(line) -> settings.logger().warn("[%s] %s".formatted(name, line)));
	}

	static WorkerProcess start(ChannelSettings settings, List<String> commandLine, Map<String, String> environment,
			@Nullable Path directory) throws IOException {
		ProcessBuilder builder = new ProcessBuilder(commandLine);
		builder.environment().putAll(environment);
		if (directory != null) {
			builder.directory(directory.toFile());
		}
		Process process = builder.start();
		process.getOutputStream().close();
		WorkerProcess started = new WorkerProcess(settings, process);
		ALIVE.add(started);
		process.onExit().thenRun(() -> ALIVE.remove(started));
		return started;
	}

	long pid() {
		return this.process.pid();
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	/** Completes with the exit code as a shell shows it. */
	CompletableFuture<Integer> exit() {
		return this.process.onExit().thenApply(Process::exitValue);
	}

	/**
	 * The last lines on standard error, with the JVM's own word on running out of memory.
	 */
	String outputTail() {
		long wait = isAlive() ? 0 : LAST_OUTPUT_MILLIS;
		return Stream
			.concat(this.errors.tailAfter(wait).lines(),
					this.output.tailAfter(wait).lines().filter((line) -> line.startsWith(OUT_OF_MEMORY)))
			.collect(Collectors.joining("\n"));
	}

	/**
	 * Sees to the end of a process that was asked to stop by closing its connection:
	 * sends it SIGTERM if that does not help, and at the end of the grace period kills it
	 * with all it started.
	 */
	void end(Duration grace) {
		List<ProcessHandle> family = this.process.descendants().toList();
		long patience = Math.max(1, Math.min(SIGTERM_AFTER_MILLIS, grace.toMillis() / 2));
		long rest = Math.max(1, grace.toMillis() - patience);
		CompletableFuture<Boolean> obeyed = exitWithin(patience).thenCompose((ended) -> {
			if (ended) {
				return CompletableFuture.completedFuture(true);
			}
			this.process.destroy();
			return exitWithin(rest);
		});
		obeyed.thenRun(() -> {
			this.process.destroyForcibly();
			family.forEach(ProcessHandle::destroyForcibly);
		});
	}

	private CompletableFuture<Boolean> exitWithin(long millis) {
		return this.process.onExit().thenApply((ended) -> true).completeOnTimeout(false, millis, TimeUnit.MILLISECONDS);
	}

	/** Kills the process with all it started. */
	void kill() {
		List<ProcessHandle> family = this.process.descendants().toList();
		this.process.destroyForcibly();
		family.forEach(ProcessHandle::destroyForcibly);
	}

	/**
	 * The host's JVM exits: ends the processes that nobody else closes, and waits for the
	 * others.
	 */
	static void endAllAtExit() {
		endAll(ALIVE.stream().filter((worker) -> !worker.ownerCloses).toList());
		long deadline = System.nanoTime() + OWNERS_NANOS;
		while (!ALIVE.isEmpty() && System.nanoTime() - deadline < 0) {
			ALIVE.stream().findAny().ifPresent((worker) -> worker.awaitExit(deadline - System.nanoTime()));
		}
		endAll(List.copyOf(ALIVE));
	}

	private static void endAll(List<WorkerProcess> workers) {
		workers.forEach((worker) -> worker.process.destroy());
		long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(SHUTDOWN_GRACE_MILLIS);
		for (WorkerProcess worker : workers) {
			worker.awaitExit(deadline - System.nanoTime());
			worker.kill();
			ALIVE.remove(worker);
		}
	}

	private void awaitExit(long nanos) {
		try {
			if (this.process.waitFor(nanos, TimeUnit.NANOSECONDS)) {
				ALIVE.remove(this);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
