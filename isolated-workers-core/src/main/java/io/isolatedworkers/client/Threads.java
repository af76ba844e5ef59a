package io.isolatedworkers.client;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes daemon threads with a name and a number.
 */
final class Threads implements ThreadFactory {

	private final String name;

	private final AtomicLong number = new AtomicLong();

	Threads(String name) {
		this.name = name;
	}

	@Override
	public Thread newThread(Runnable task) {
		Thread thread = new Thread(task, this.name + "-" + this.number.incrementAndGet());
		thread.setDaemon(true);
		return thread;
	}

}
