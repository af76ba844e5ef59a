package io.isolatedworkers.server;

import java.lang.reflect.Constructor;
import java.util.Arrays;

import io.isolatedworkers.driver.process.ChildProcessDriver;

/**
 * The main class of workers that are a contract's implementation. Arguments: the full
 * name of the implementing class, then those of the contracts it serves.
 */
public final class WorkerMain {

	private WorkerMain() {
	}

	/**
	 * Serves an implementation until the host is gone.
	 * @param arguments the implementing class and its contracts
	 */
	public static void main(String... arguments) {
		try {
			if (arguments.length < 2) {
				throw new IllegalArgumentException(
						"Usage: WorkerMain IMPLEMENTATION CONTRACT...; got " + Arrays.asList(arguments));
			}
			// First, so that a class started by hand says that rather than what it lacks
			new ChildProcessDriver().startupData();
			WorkerServer.start(handlers(arguments));
		}
		catch (ReflectiveOperationException | RuntimeException | LinkageError ex) {
			System.err.println("The worker cannot start: " + ex);
			for (Throwable cause = ex.getCause(); cause != null; cause = cause.getCause()) {
				System.err.println("  caused by " + cause);
			}
			System.exit(1);
		}
	}

	private static Handlers handlers(String... arguments) throws ReflectiveOperationException {
		ClassLoader loader = Thread.currentThread().getContextClassLoader();
		Constructor<?> constructor = Class.forName(arguments[0], true, loader).getDeclaredConstructor();
		constructor.setAccessible(true);
		Object implementation = constructor.newInstance();
		Handlers.Builder handlers = Handlers.builder();
		for (int i = 1; i < arguments.length; i++) {
			add(handlers, Class.forName(arguments[i], true, loader), implementation);
		}
		return handlers.build();
	}

	private static <T> void add(Handlers.Builder handlers, Class<T> contract, Object implementation) {
		if (!contract.isInstance(implementation)) {
			throw new IllegalArgumentException("%s does not implement the contract %s"
				.formatted(implementation.getClass().getName(), contract.getName()));
		}
		handlers.contract(contract, contract.cast(implementation));
	}

}
