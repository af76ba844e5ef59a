package io.isolatedworkers.driver;

import java.util.concurrent.Executor;

/**
 * A thread that a driver delivers messages with. It can run what depends on them itself,
 * when it has delivered those at hand and lets another thread see to those that follow:
 * so no thread has to be woken for it.
 */
public abstract class ReaderThread extends Thread {

	/**
	 * Makes a daemon thread that inherits nothing from the calling thread.
	 * @param name its name
	 */
	protected ReaderThread(String name) {
		super(LibraryThreads.root(), null, name, 0, false);
		setDaemon(true);
		setContextClassLoader(ReaderThread.class.getClassLoader());
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
	 * executor otherwise. The task never keeps messages from being delivered for more
	 * than a few milliseconds.
	 * @param task what to run, which may take any time
	 * @param elsewhere runs it otherwise
	 */
	public static void runLater(Runnable task, Executor elsewhere) {
		if (!(Thread.currentThread() instanceof ReaderThread reader) || !reader.take(task, elsewhere)) {
			elsewhere.execute(task);
		}
	}

}
