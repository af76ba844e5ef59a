package io.isolatedworkers.server;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.List;

import io.isolatedworkers.driver.StartupData;
import io.isolatedworkers.driver.WorkerDriver;
import io.isolatedworkers.message.TypeRef;

/**
 * The main class of workers that are a contract's implementation. Arguments: if the host
 * does not start child processes, {@code --driver=} and the full name of its driver's
 * class; the full name of the implementing class; those of the contracts it serves.
 * <p>
 * The implementing class has a constructor without parameters, or one whose only
 * parameter takes the worker data; the latter is called if the host gave any. A
 * constructor whose only parameter is the {@link StartupData} itself goes before both: it
 * can read the worker data, and reach the host's commands, under every driver. An
 * {@link AutoCloseable} implementation is closed when its worker ends in order.
 */
public final class WorkerMain {

	private static final String DRIVER = "--driver=";

	private WorkerMain() {
	}

	/**
	 * Serves an implementation until the host is gone.
	 * @param arguments the implementing class and its contracts
	 */
	public static void main(String... arguments) {
		HeadStart.begin();
		try {
			serve(Arrays.asList(arguments));
		}
		catch (ReflectiveOperationException | RuntimeException | LinkageError ex) {
			System.err.println("The worker cannot start: " + ex);
			for (Throwable cause = ex.getCause(); cause != null; cause = cause.getCause()) {
				System.err.println("  caused by " + cause);
			}
			System.exit(1);
		}
	}

	/**
	 * Serves an implementation. For drivers that run workers in this JVM.
	 * @param arguments as those of the main method
	 * @return the server, listening
	 * @throws ReflectiveOperationException if a class is missing or cannot be used
	 * @throws IllegalStateException if the implementation's constructor fails, or the
	 * driver did not start this worker
	 */
	public static WorkerServer serve(List<String> arguments) throws ReflectiveOperationException {
		boolean named = !arguments.isEmpty() && arguments.get(0).startsWith(DRIVER);
		List<String> classes = named ? arguments.subList(1, arguments.size()) : arguments;
		if (classes.size() < 2) {
			throw new IllegalArgumentException(
					"Usage: WorkerMain [%sCLASS] IMPLEMENTATION CONTRACT...; got %s".formatted(DRIVER, arguments));
		}
		WorkerServerOptions.Builder options = WorkerServerOptions.builder();
		if (named) {
			options
				.driver((WorkerDriver<?, ?>) load(arguments.get(0).substring(DRIVER.length())).getDeclaredConstructor()
					.newInstance());
		}
		WorkerServerOptions complete = options.build();
		// First, so that a class started by hand says that rather than what it lacks
		StartupData data = complete.driver().startupData();
		Object implementation = instance(load(classes.get(0)), data);
		Handlers.Builder handlers = Handlers.builder();
		for (String contract : classes.subList(1, classes.size())) {
			add(handlers, load(contract), implementation);
		}
		WorkerServer server = WorkerServer.start(handlers.build(), complete);
		if (implementation instanceof AutoCloseable closeable) {
			ImplementationCloser.closeWith(server, closeable, complete.logger());
		}
		return server;
	}

	private static Class<?> load(String name) throws ClassNotFoundException {
		return Class.forName(name, true, Thread.currentThread().getContextClassLoader());
	}

	private static Object instance(Class<?> type, StartupData data) throws ReflectiveOperationException {
		Constructor<?> taking = null;
		for (Constructor<?> constructor : type.getDeclaredConstructors()) {
			if (takesStartupData(constructor)) {
				return made(constructor, data);
			}
			if (taking == null && constructor.getParameterCount() == 1) {
				taking = constructor;
			}
		}
		Object given = (taking != null) ? data.workerData(TypeRef.of(taking.getGenericParameterTypes()[0])) : null;
		Constructor<?> chosen;
		try {
			chosen = (taking != null && given != null) ? taking : type.getDeclaredConstructor();
		}
		catch (NoSuchMethodException ex) {
			throw new IllegalArgumentException((taking == null)
					? "%s needs a constructor without parameters, or with one for the worker data"
						.formatted(type.getName())
					: "The constructor of %s takes worker data, but the host gave none".formatted(type.getName()), ex);
		}
		return (chosen == taking && given != null) ? made(chosen, given) : made(chosen);
	}

	private static boolean takesStartupData(Constructor<?> constructor) {
		return constructor.getParameterCount() == 1 && constructor.getParameterTypes()[0] == StartupData.class;
	}

	private static Object made(Constructor<?> constructor, Object... arguments) throws ReflectiveOperationException {
		constructor.setAccessible(true);
		try {
			return constructor.newInstance(arguments);
		}
		catch (InvocationTargetException ex) {
			throw new IllegalStateException("The constructor of %s failed: %s"
				.formatted(constructor.getDeclaringClass().getName(), ex.getCause()), ex.getCause());
		}
	}

	private static <T> void add(Handlers.Builder handlers, Class<T> contract, Object implementation) {
		if (!contract.isInstance(implementation)) {
			throw new IllegalArgumentException("%s does not implement the contract %s"
				.formatted(implementation.getClass().getName(), contract.getName()));
		}
		handlers.contract(contract, contract.cast(implementation));
	}

}
