package io.isolatedworkers.driver.process;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.isolatedworkers.socket.HostDirectory;

/**
 * The processes that must not outlive the host's JVM.
 */
final class ProcessesAtExit {

	private static final Set<WorkerProcess> ALIVE = ConcurrentHashMap.newKeySet();

	/**
	 * How long owners may take to begin to close when the host's JVM exits. Where there
	 * are several, one may wait for another.
	 */
	private static final long OWNERS_NANOS = TimeUnit.SECONDS.toNanos(2);

	/** How often they are asked. */
	private static final long ASK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(2);

	private static final AtomicBoolean WATCHING = new AtomicBoolean();

	private ProcessesAtExit() {
	}

	/** From now on this JVM's exit ends them, and what was made for them. */
	static void watch() {
		if (WATCHING.compareAndSet(false, true)) {
			Runtime.getRuntime().addShutdownHook(new Thread(ProcessesAtExit::atExit, "isolated-workers-shutdown"));
		}
	}

	private static void atExit() {
		ArchiveTraining.endAll();
		endAll();
		HostDirectory.release();
	}

	/** Takes a process in, until it ends. */
	static void add(WorkerProcess started) {
		ALIVE.add(started);
		started.exit().thenRun(() -> ALIVE.remove(started));
	}

	/**
	 * The host's JVM exits: ends the processes that nobody else closes, and waits for the
	 * others as long as their owners are closing.
	 */
	private static void endAll() {
		long lastClosing = System.nanoTime();
		while (!ALIVE.isEmpty()) {
			if (ALIVE.stream().anyMatch(WorkerProcess::isBeingClosed)) {
				lastClosing = System.nanoTime();
			}
			boolean mayBegin = System.nanoTime() - lastClosing < OWNERS_NANOS;
			end(ALIVE.stream().filter((worker) -> !worker.isLeftToOwner(mayBegin)).toList());
			ALIVE.stream().findAny().ifPresent((worker) -> awaitExit(worker, ASK_NANOS));
		}
	}

	private static void end(Iterable<WorkerProcess> workers) {
		workers.forEach(WorkerProcess::askToStop);
		long deadline = System.nanoTime() + GRACE_NANOS;
		for (WorkerProcess worker : workers) {
			awaitExit(worker, deadline - System.nanoTime());
			worker.kill();
			ALIVE.remove(worker);
		}
	}

	private static void awaitExit(WorkerProcess worker, long nanos) {
		if (worker.awaitExit(nanos)) {
			ALIVE.remove(worker);
		}
	}

}
