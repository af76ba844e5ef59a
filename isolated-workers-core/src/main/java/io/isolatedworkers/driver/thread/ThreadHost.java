package io.isolatedworkers.driver.thread;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.isolatedworkers.driver.ChannelSettings;
import io.isolatedworkers.driver.LibraryThreads;
import io.isolatedworkers.driver.ShutdownReason;
import io.isolatedworkers.driver.WorkerStartException;
import io.isolatedworkers.driver.WorkerStartException.Stage;
import io.isolatedworkers.message.RemoteError;
import org.jspecify.annotations.Nullable;

/**
 * Starts one worker in threads of this JVM.
 */
final class ThreadHost {

	private static boolean prepared;

	private final ThreadOptions options;

	private final ChannelSettings settings;

	private final ThreadChannel channel;

	private final long began = System.nanoTime();

	private ThreadHost(ThreadOptions options, ChannelSettings settings) {
		this.options = options;
		this.settings = settings;
		this.channel = new ThreadChannel(options, settings);
	}

	static ThreadChannel spawn(ThreadOptions options, ChannelSettings settings) {
		ThreadHost host;
		try {
			prepare();
			host = new ThreadHost(options, settings);
		}
		catch (IllegalArgumentException ex) {
			throw new WorkerStartException(
					"Worker %s cannot be started: %s".formatted(settings.workerName(), ex.getMessage()),
					Stage.NOT_STARTED, null, "", ex);
		}
		return host.spawn();
	}

	/**
	 * Makes the JDK's timer thread for all futures. Otherwise the first worker that sets
	 * a timeout on one makes it, and its class loader stays the thread's for ever.
	 */
	private static synchronized void prepare() {
		if (prepared) {
			return;
		}
		Thread maker = new LibraryThreads("isolated-workers-prepare")
			.newThread(() -> CompletableFuture.delayedExecutor(1, TimeUnit.NANOSECONDS, Runnable::run).execute(() -> {
			}));
		maker.start();
		try {
			maker.join();
			prepared = true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private ThreadChannel spawn() {
		Thread main = this.channel.newThread(this::runMain, "main");
		main.start();
		WorkerStartException failure;
		try {
			failure = this.channel.started().get(this.settings.startupTimeout().toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException ex) {
			StackTraceElement[] stack = main.getStackTrace();
			failure = failed(Stage.NOT_LISTENING,
					"did not listen within the start-up timeout of %s%s. Does it start a WorkerServer? If it needs longer, raise the timeout"
						.formatted(this.settings.startupTimeout(),
								(stack.length > 0) ? "; its main thread is at " + stack[0] : ""),
					"");
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			failure = failed(Stage.NOT_LISTENING, "was given up because the starting thread was interrupted", "");
		}
		catch (ExecutionException ex) {
			failure = failed(Stage.NOT_STARTED, "cannot be started: " + ex.getCause(), "");
		}
		if (failure != null) {
			throw abandon(failure);
		}
		return this.channel;
	}

	private void runMain() {
		ClassLoader own = Thread.currentThread().getContextClassLoader();
		try {
			Class<?> type = Class.forName(this.options.mainClass(), true, own);
			if (this.options.mainClass().equals(ThreadOptions.WORKER_MAIN)) {
				type.getMethod("serve", List.class).invoke(null, this.options.arguments());
			}
			else {
				Method main = type.getDeclaredMethod("main", String[].class);
				main.setAccessible(true);
				main.invoke(null, (Object) this.options.arguments().toArray(String[]::new));
			}
			this.channel.started()
				.complete(failed(Stage.ENDED, "returned from its main method without starting a WorkerServer", ""));
		}
		catch (InvocationTargetException ex) {
			mainFailed(ex.getCause());
		}
		catch (ReflectiveOperationException | RuntimeException | LinkageError ex) {
			mainFailed(ex);
		}
	}

	private void mainFailed(@Nullable Throwable failure) {
		// As text: the exception itself may be of the worker's class loader
		StringBuilder chain = new StringBuilder("cannot be started");
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			chain.append((cause == failure) ? ": " : ", caused by ").append(cause);
		}
		String stack = (failure != null) ? RemoteError.of(failure).stack() : null;
		boolean starting = this.channel.started()
			.complete(failed(Stage.ENDED, chain.toString(), Objects.requireNonNullElse(stack, "")));
		if (!starting && !(failure instanceof InterruptedException)) {
			this.settings.logger()
				.error("Worker %s: its main method ended with an exception".formatted(this.settings.workerName()),
						failure);
		}
	}

	private WorkerStartException failed(Stage stage, String what, String output) {
		return new WorkerStartException(
				"Worker %s (%s, in a thread) %s [after %,d ms]".formatted(this.settings.workerName(),
						this.options.describe(), what, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - this.began)),
				stage, null, output, null);
	}

	/** Leaves nothing behind but threads that cannot be ended, and tells of those. */
	private WorkerStartException abandon(WorkerStartException failure) {
		this.channel.end(ShutdownReason.error("it did not start", null, ""), ThreadChannel.AT_ONCE);
		Duration limit = ThreadChannel.AT_ONCE.multipliedBy(10);
		try {
			ShutdownReason reason = this.channel.over().get(limit.toMillis(), TimeUnit.MILLISECONDS);
			if (this.channel.abandonedThreads() > 0) {
				return new WorkerStartException("%s%n%s".formatted(failure.getMessage(), reason), failure.stage(), null,
						"", null);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException ex) {
			failure.addSuppressed(ex);
		}
		return failure;
	}

}
