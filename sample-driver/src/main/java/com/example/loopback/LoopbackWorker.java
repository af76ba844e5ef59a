package com.example.loopback;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import io.isolatedworkers.driver.ShutdownReason;
import io.isolatedworkers.server.WorkerMain;
import io.isolatedworkers.server.WorkerServer;

/**
 * The life of a worker, in its own thread: what a main method is in a process.
 *
 * @param options what to run
 * @param data what the worker is given at its start
 */
record LoopbackWorker(LoopbackOptions options, LoopbackStartupData data) implements Runnable {

	@Override
	public void run() {
		this.data.leaveForThisThread();
		try {
			WorkerServer server = WorkerMain.serve(List.of("--driver=" + LoopbackDriver.class.getName(),
					this.options.implementation(), this.options.contract()));
			end(server, awaitEnding());
		}
		catch (ReflectiveOperationException | RuntimeException | LinkageError ex) {
			this.data.link().listening().completeExceptionally(ex);
		}
	}

	private LoopbackLink.Ending awaitEnding() {
		try {
			return this.data.link().ending().get();
		}
		catch (InterruptedException | ExecutionException ex) {
			this.data.link()
				.end(new ShutdownReason(ShutdownReason.Kind.EXIT, null, "its thread was interrupted", ""),
						Duration.ZERO);
			return this.data.link().ending().join();
		}
	}

	/** First the worker's side learns that it is over, and last the host. */
	private void end(WorkerServer server, LoopbackLink.Ending ending) {
		LoopbackLink link = this.data.link();
		link.toWorker().close((listener) -> {
			listener.onDisconnect();
			listener.onEnd(ending.reason().detail(), true);
		});
		server.ended().join();
		awaitHandlers(ending.grace());
		link.toHost().close((listener) -> {
			try {
				listener.onShutdown(ending.reason());
			}
			finally {
				link.gone().complete(ending.reason());
			}
		});
	}

	/**
	 * The server has interrupted its handlers. A thread cannot be made to stop; those
	 * that do not are counted as abandoned.
	 */
	private void awaitHandlers(Duration grace) {
		long deadline = System.nanoTime() + grace.toNanos();
		try {
			for (Thread handler : this.data.link().handlers()) {
				TimeUnit.NANOSECONDS.timedJoin(handler, deadline - System.nanoTime());
			}
		}
		catch (InterruptedException ex) {
			// Whoever is that impatient does not want to wait
		}
	}

}
