package io.isolatedworkers.client;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.isolatedworkers.driver.LibraryThreads;

/**
 * The one timer of all clients. What it runs must be short and must not be a user's.
 */
final class Deadlines {

	private static final ScheduledThreadPoolExecutor TIMER = timer();

	private Deadlines() {
	}

	private static ScheduledThreadPoolExecutor timer() {
		ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1,
				new LibraryThreads("isolated-workers-timer"));
		timer.setRemoveOnCancelPolicy(true);
		return timer;
	}

	static Future<?> after(Duration delay, Runnable task) {
		// Takes what is longer than a long can say for the longest time
		return TIMER.schedule(task, TimeUnit.NANOSECONDS.convert(delay), TimeUnit.NANOSECONDS);
	}

}
