package io.isolatedworkers.driver.process;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.isolatedworkers.driver.ChannelSettings;
import io.isolatedworkers.driver.OwnerOnly;
import io.isolatedworkers.driver.ShutdownReason;
import io.isolatedworkers.driver.WorkerOwner;
import io.isolatedworkers.socket.SocketDirectory;
import org.jspecify.annotations.Nullable;

/**
 * One worker process, started by this host or by an earlier one: watched, its last output
 * kept, ended with all it started. A handle of the JDK tells processes of one id apart by
 * their start, so that a process that came later is never ended.
 */
final class WorkerProcess {

	/**
	 * How long a process may go on writing after its end: pipes outlive it by their
	 * buffer.
	 */
	private static final long LAST_OUTPUT_MILLIS = 2_000;

	/** How long a worker whose connection was closed may take to stop by itself. */
	private static final long SIGTERM_AFTER_MILLIS = 500;

	/** How often a process that is no child of this one is looked at. */
	private static final long LOOK_MILLIS = 200;

	private final ProcessHandle handle;

	/** {@code null} if an earlier host started it. */
	private final @Nullable Process child;

	private final CompletableFuture<OptionalInt> exit;

	private final @Nullable WorkerOwner owner;

	private final OutputTail output;

	private final OutputTail errors;

	private WorkerProcess(ProcessHandle handle, @Nullable Process child, CompletableFuture<OptionalInt> exit,
			@Nullable WorkerOwner owner, OutputTail output, OutputTail errors) {
		this.handle = handle;
		this.child = child;
		this.exit = exit;
		this.owner = owner;
		this.output = output;
		this.errors = errors;
	}

	static WorkerProcess start(ChannelSettings settings, ChildProcessOptions options, List<String> commandLine,
			Map<String, String> environment, Path socket) throws IOException {
		ProcessBuilder builder = new ProcessBuilder(commandLine);
		builder.environment().putAll(environment);
		if (options.workingDirectory() != null) {
			builder.directory(options.workingDirectory().toFile());
		}
		Path ownErrors = (options.detached() && options.redirectErrors() == null) ? SocketDirectory.errorsOf(socket)
				: null;
		Redirect usual = options.detached() ? Redirect.DISCARD : Redirect.PIPE;
		builder.redirectOutput((options.redirectOutput() != null) ? options.redirectOutput() : usual);
		builder.redirectError(
				(ownErrors != null) ? Redirect.appendTo(Files.createFile(ownErrors, OwnerOnly.file()).toFile())
						: (options.redirectErrors() != null) ? options.redirectErrors() : usual);
		long outputStart = lengthOf(builder.redirectOutput());
		long errorsStart = lengthOf(builder.redirectError());
		Process process;
		try {
			process = builder.start();
		}
		catch (IOException | RuntimeException ex) {
			if (ownErrors != null) {
				Files.deleteIfExists(ownErrors);
			}
			throw ex;
		}
		process.getOutputStream().close();
		String name = settings.workerName();
		OutputTail output = tail(builder.redirectOutput(), outputStart, name + "-out", process.getInputStream(),
				(line) -> settings.logger().info("[%s] %s".formatted(name, line)));
		OutputTail errors = tail(builder.redirectError(), errorsStart, name + "-err", process.getErrorStream(),
				(line) -> settings.logger().warn("[%s] %s".formatted(name, line)));
		WorkerProcess started = new WorkerProcess(process.toHandle(), process,
				process.onExit().thenApply((ended) -> OptionalInt.of(ended.exitValue())), settings.owner(), output,
				errors);
		if (!options.detached()) {
			ProcessesAtExit.add(started);
		}
		return started;
	}

	private static long lengthOf(Redirect redirect) {
		return (redirect.type() == Redirect.Type.APPEND) ? redirect.file().length() : 0;
	}

	private static OutputTail tail(Redirect redirect, long start, String name, InputStream pipe,
			Consumer<String> lines) {
		if (redirect.type() == Redirect.Type.PIPE) {
			return OutputPump.start(name, pipe, lines);
		}
		return (redirect.file() != null) ? OutputFile.open(redirect.file().toPath(), start) : OutputTail.NONE;
	}

	/**
	 * Watches a process that an earlier host started.
	 * @param handle the process, which is no child of this one
	 * @param errors its standard error
	 */
	static WorkerProcess attach(ProcessHandle handle, OutputTail errors) {
		CompletableFuture<OptionalInt> exit = new CompletableFuture<>();
		awaitEnd(handle, handle.info().command().isPresent(), exit);
		return new WorkerProcess(handle, null, exit, null, OutputTail.NONE, errors);
	}

	/**
	 * Looks again and again: {@link ProcessHandle#onExit()} does so too for what is no
	 * child, but waits up to 5 seconds in between, and takes a process that ended and
	 * that nobody waited for as alive. Such a process has no command any more.
	 */
	private static void awaitEnd(ProcessHandle handle, boolean hasCommand, CompletableFuture<OptionalInt> end) {
		if (end.isDone()) {
			return;
		}
		if (!handle.isAlive() || (hasCommand && handle.info().command().isEmpty())) {
			end.complete(OptionalInt.empty());
			return;
		}
		CompletableFuture.delayedExecutor(LOOK_MILLIS, TimeUnit.MILLISECONDS)
			.execute(() -> awaitEnd(handle, hasCommand, end));
	}

	long pid() {
		return this.handle.pid();
	}

	/** When the process was started, {@code null} where the system does not tell. */
	@Nullable Instant startedAt() {
		return this.handle.info().startInstant().orElse(null);
	}

	boolean isAlive() {
		return !this.exit.isDone() && this.handle.isAlive();
	}

	/**
	 * Waits for the end of the process, which a thread that waits sees sooner than one
	 * that has to be woken to be told: each change of threads takes its time where the
	 * machine is busy.
	 */
	void awaitEnd(long millis) {
		Process own = this.child;
		try {
			if (own == null) {
				this.exit.get(millis, TimeUnit.MILLISECONDS);
			}
			else if (own.waitFor(millis, TimeUnit.MILLISECONDS)) {
				this.exit.complete(OptionalInt.of(own.exitValue()));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | CancellationException | TimeoutException ex) {
			// alive, or left
		}
	}

	/**
	 * Completes with the exit code as a shell shows it, empty if an earlier host started
	 * the process.
	 */
	CompletableFuture<OptionalInt> exit() {
		return this.exit.copy();
	}

	/**
	 * The last lines on standard error, with the JVM's own word on running out of memory.
	 * Where there are none, those on standard output: a JVM that cannot start says why
	 * there.
	 */
	String outputTail() {
		long deadline = System.nanoTime() + (isAlive() ? 0 : TimeUnit.MILLISECONDS.toNanos(LAST_OUTPUT_MILLIS));
		String written = this.errors.tailAfter(millisUntil(deadline));
		String output = this.output.tailAfter(millisUntil(deadline));
		return written.isEmpty() ? output
				: Stream
					.concat(written.lines(),
							output.lines().filter((line) -> line.startsWith(ShutdownReason.OUT_OF_MEMORY)))
					.collect(Collectors.joining("\n"));
	}

	private static long millisUntil(long deadline) {
		return Math.max(0, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
	}

	/** Watches the process no longer and leaves it as it is. */
	void leave() {
		this.exit.cancel(false);
		closeOutput();
	}

	/** Nobody asks for output any more. */
	void closeOutput() {
		this.output.close();
		this.errors.close();
	}

	/**
	 * Sees to the end of a process that was asked to stop by closing its connection:
	 * sends it SIGTERM if that does not help, and at the end of the grace period kills it
	 * with all it started.
	 */
	void end(Duration grace) {
		List<ProcessHandle> family = this.handle.descendants().toList();
		long patience = Math.max(1, Math.min(SIGTERM_AFTER_MILLIS, grace.toMillis() / 2));
		long rest = Math.max(1, grace.toMillis() - patience);
		CompletableFuture<Boolean> obeyed = exitWithin(patience).thenCompose((ended) -> {
			if (ended) {
				return CompletableFuture.completedFuture(true);
			}
			this.handle.destroy();
			return exitWithin(rest);
		});
		obeyed.thenRun(() -> {
			this.handle.destroyForcibly();
			family.forEach(ProcessHandle::destroyForcibly);
		});
	}

	private CompletableFuture<Boolean> exitWithin(long millis) {
		return this.exit.thenApply((ended) -> true).completeOnTimeout(false, millis, TimeUnit.MILLISECONDS);
	}

	/** Kills the process with all it started. */
	void kill() {
		List<ProcessHandle> family = this.handle.descendants().toList();
		this.handle.destroyForcibly();
		family.forEach(ProcessHandle::destroyForcibly);
	}

	/** Whether the owner ends it now. */
	boolean isBeingClosed() {
		return this.owner != null && this.owner.isClosing() && !this.owner.isClosed();
	}

	/**
	 * Whether it is the owner's to end.
	 * @param mayBegin whether owners that do not close yet may still begin to
	 */
	boolean isLeftToOwner(boolean mayBegin) {
		return isBeingClosed() || (mayBegin && this.owner != null && !this.owner.isClosed());
	}

	/** Asks the process to stop. */
	void askToStop() {
		this.handle.destroy();
	}

	/** Waits for the end of the process; whether it came. */
	boolean awaitExit(long nanos) {
		try {
			this.exit.get(nanos, TimeUnit.NANOSECONDS);
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
		catch (ExecutionException | TimeoutException ex) {
			return false;
		}
	}

}
