package io.isolatedworkers.driver;

import java.util.concurrent.Executor;

/**
 * A thread that a driver delivers messages with. It can run what depends on them itself,
 * when it has delivered those at hand and lets another thread see to those that follow:
 * so no thread has to be woken for it.
 */
public abstract class ReaderThread extends Thread {

	/**
	 * Makes a daemon thread.
	 * @param name its name
	 */
	protected ReaderThread(String name) {
		super(name);
		setDaemon(true);
	}

	/**
	 * Takes a task to be run later by this thread, or by the executor if what is run
	 * before it takes long. Called on this thread.
	 * @param task what to run, which may take any time
	 * @param elsewhere runs it otherwise
	 * @return {@code false} if it was not taken
	 */
	protected abstract boolean take(Runnable task, Executor elsewhere);

	/**
	 * Runs a task later: on the calling thread if it is one of these and takes it, by the
	 * executor otherwise. A task that takes long keeps messages from being delivered for
	 * some milliseconds, until another thread goes on.
	 * @param task what to run, which may take any time
	 * @param elsewhere runs it otherwise
	 */
	public static void runLater(Runnable task, Executor elsewhere) {
		if (!(Thread.currentThread() instanceof ReaderThread reader) || !reader.take(task, elsewhere)) {
			elsewhere.execute(task);
		}
	}

}
