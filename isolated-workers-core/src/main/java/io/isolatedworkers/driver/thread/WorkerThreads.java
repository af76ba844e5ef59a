package io.isolatedworkers.driver.thread;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.isolatedworkers.driver.LibraryThreads;
import io.isolatedworkers.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The threads of one worker: those made here and all that they make, which are in the
 * same thread group.
 */
final class WorkerThreads {

	/** How long the worker may see to its own end before its threads are interrupted. */
	private static final long FAREWELL_MILLIS = 500;

	/** How often to look whether the time is up sooner than was said. */
	private static final long LOOK_MILLIS = 50;

	private final String worker;

	private final long stackSizeBytes;

	private final ThreadGroup group;

	WorkerThreads(String worker, long stackSizeBytes, Logger logger) {
		this.worker = worker;
		this.stackSizeBytes = stackSizeBytes;
		this.group = new ThreadGroup(LibraryThreads.root(), worker) {
			@Override
			public void uncaughtException(Thread thread, Throwable failure) {
				logger.error("Worker %s: its thread %s ended with an exception".formatted(worker, thread.getName()),
						failure);
			}
		};
	}

	Thread create(Runnable task, String name, @Nullable ClassLoader contextClassLoader) {
		return LibraryThreads.newThread(this.group, task, this.worker + "/" + name, this.stackSizeBytes,
				contextClassLoader);
	}

	/** The threads that run. */
	List<Thread> alive() {
		Thread[] found = new Thread[8];
		int count;
		do {
			found = new Thread[found.length * 2];
			count = this.group.enumerate(found, true);
		}
		while (count == found.length);
		return Arrays.asList(found).subList(0, count);
	}

	/**
	 * Interrupts each thread once, and waits until none runs or the time is up.
	 * @param farewell lets the worker see to its own end first
	 * @param nanosLeft how much time is left
	 * @return the threads that still run
	 */
	@SuppressWarnings("removal") // under JDK 17 the parent keeps the group otherwise
	List<Thread> end(Thread farewell, LongSupplier nanosLeft) throws InterruptedException {
		this.group.setDaemon(true);
		farewell.start();
		farewell.join(Math.min(FAREWELL_MILLIS, Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanosLeft.getAsLong()))));
		Set<Thread> interrupted = new HashSet<>();
		List<Thread> left = alive();
		while (!left.isEmpty()) {
			left.stream().filter(interrupted::add).forEach(Thread::interrupt);
			long wait = TimeUnit.NANOSECONDS.toMillis(nanosLeft.getAsLong());
			if (wait <= 0) {
				return left;
			}
			left.get(0).join(Math.min(wait, LOOK_MILLIS));
			left = alive();
		}
		return left;
	}

}
