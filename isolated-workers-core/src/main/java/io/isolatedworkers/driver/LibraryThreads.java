package io.isolatedworkers.driver;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * Makes daemon threads with a name and a number that belong to the library alone. A
 * thread is often made by whoever needs it first; where that is a thread of a worker in
 * this JVM, an ordinary thread would become one of the worker's and keep its classes.
 * Safe for use by several threads.
 */
public final class LibraryThreads implements ThreadFactory {

	private static final ThreadGroup ROOT = root();

	private final String name;

	private final AtomicLong number = new AtomicLong();

	/**
	 * Makes a factory.
	 * @param name what the threads are called, before their number
	 */
	public LibraryThreads(String name) {
		this.name = name;
	}

	@Override
	public Thread newThread(Runnable task) {
		return newThread(ROOT, task, this.name + "-" + this.number.incrementAndGet(), 0,
				LibraryThreads.class.getClassLoader());
	}

	/**
	 * Makes a daemon thread that takes over nothing from the calling thread: neither its
	 * group nor its context class loader, its inheritable thread locals, or the classes
	 * that are on its stack.
	 * @param group the thread's group
	 * @param task what it runs
	 * @param name its name
	 * @param stackSize its stack size in bytes, 0 for the JVM's default
	 * @param contextClassLoader its context class loader
	 * @return the thread, not started
	 */
	@SuppressWarnings("removal") // JDK 17 remembers the classes on the stack of who makes
									// a thread
	public static Thread newThread(ThreadGroup group, Runnable task, String name, long stackSize,
			@Nullable ClassLoader contextClassLoader) {
		return AccessController.doPrivileged(new PrivilegedAction<Thread>() {

			@Override
			public Thread run() {
				Thread thread = new Thread(group, task, name, stackSize, false);
				thread.setDaemon(true);
				thread.setContextClassLoader(contextClassLoader);
				return thread;
			}

		});
	}

	/**
	 * Returns the group that no worker's threads are in.
	 * @return the topmost group of this JVM
	 */
	public static ThreadGroup root() {
		ThreadGroup group = Thread.currentThread().getThreadGroup();
		while (group.getParent() != null) {
			group = group.getParent();
		}
		return group;
	}

	/**
	 * Runs a task on a thread that goes on whatever comes of it: a failure is told as if
	 * it had ended the thread, and an interrupt that is left does not meet the next task.
	 * @param task what to run
	 */
	public static void runGuarded(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			tell(ex);
		}
		Thread.interrupted();
	}

	private static void tell(Throwable failure) {
		try {
			Thread current = Thread.currentThread();
			current.getUncaughtExceptionHandler().uncaughtException(current, failure);
		}
		catch (Throwable ex) {
			// The JVM ignores it too
		}
	}

}
