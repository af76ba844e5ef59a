package io.isolatedworkers.driver.thread;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What a worker runs in its threads and how.
 * <p>
 * There is no limit here that a thread cannot keep, such as a heap of its own: such a
 * worker is one for {@code io.isolatedworkers.driver.process.ChildProcessDriver}.
 *
 * @param mainClass the full name of the main class
 * @param arguments its arguments
 * @param classPath where the worker's classes are found and nowhere else; empty, the
 * default, for the classes of the host, loaded once more
 * @param hostClasses finds the classes of the host; default the loader of the
 * implementing class, or the context class loader of the thread that makes the options
 * @param sharedTypes types that both sides see as the same class, with the types nested
 * in them; a payload, result, report or worker data that is of such a type is handed over
 * by reference. What such a type refers to has to be shared too, unless it is of the JDK
 * or of this library; default none
 * @param stackSizeBytes the stack size of each of the worker's threads, 0, the default,
 * for the JVM's own
 */
public record ThreadOptions(String mainClass, List<String> arguments, List<Path> classPath, ClassLoader hostClasses,
		Set<Class<?>> sharedTypes, long stackSizeBytes) {

	/**
	 * Named by name: this package must not need the worker's side to start it.
	 */
	static final String WORKER_MAIN = "io.isolatedworkers.server.WorkerMain";

	/**
	 * Checks the options.
	 */
	public ThreadOptions {
		Objects.requireNonNull(mainClass, "mainClass");
		Objects.requireNonNull(hostClasses, "hostClasses");
		arguments = List.copyOf(arguments);
		classPath = List.copyOf(classPath);
		sharedTypes = Set.copyOf(sharedTypes);
		if (stackSizeBytes < 0) {
			throw new IllegalArgumentException(
					"stackSizeBytes is %,d; it must be positive, or 0 for the JVM's default".formatted(stackSizeBytes));
		}
	}

	/**
	 * A class that implements a contract. The library makes an instance by its
	 * constructor without parameters, or by one that takes the worker data, and serves
	 * it.
	 * @param <T> the contract
	 * @param contract the contract's interface
	 * @param implementation the class that implements it
	 * @return a builder with all other defaults
	 */
	public static <T> Builder contract(Class<T> contract, Class<? extends T> implementation) {
		return contract(contract.getName(), implementation.getName()).hostClasses(implementation.getClassLoader());
	}

	/**
	 * A class that implements a contract, both by name.
	 * @param contract the full name of the contract's interface
	 * @param implementation the full name of the class that implements it
	 * @return a builder with all other defaults
	 */
	public static Builder contract(String contract, String implementation) {
		return mainClass(WORKER_MAIN, "--driver=" + ThreadDriver.class.getName(), implementation, contract);
	}

	/**
	 * A main class that starts a {@code WorkerServer} itself and names this driver in its
	 * options. Its main method may return or go on.
	 * @param name the full name of the class
	 * @param arguments its arguments
	 * @return a builder with all other defaults
	 */
	public static Builder mainClass(String name, String... arguments) {
		return new Builder(name, Arrays.asList(arguments));
	}

	/** What the options run, for errors. */
	String describe() {
		return (this.mainClass.equals(WORKER_MAIN) && this.arguments.size() > 1) ? this.arguments.get(1)
				: "main class " + this.mainClass;
	}

	/**
	 * Builds {@link ThreadOptions}.
	 */
	public static final class Builder {

		private final String mainClass;

		private final List<String> arguments;

		private final List<Path> classPath = new ArrayList<>();

		private ClassLoader hostClasses;

		private final Set<Class<?>> sharedTypes = new LinkedHashSet<>();

		private long stackSizeBytes;

		private Builder(String mainClass, List<String> arguments) {
			this.mainClass = mainClass;
			this.arguments = arguments;
			ClassLoader context = Thread.currentThread().getContextClassLoader();
			this.hostClasses = (context != null) ? context : ThreadOptions.class.getClassLoader();
		}

		/**
		 * Sets where the worker's classes are found.
		 * @param classPath jars and directories, empty for the classes of the host
		 * @return this builder
		 */
		public Builder classPath(List<Path> classPath) {
			this.classPath.clear();
			this.classPath.addAll(classPath);
			return this;
		}

		/**
		 * Sets what finds the classes of the host.
		 * @param hostClasses the class loader
		 * @return this builder
		 */
		public Builder hostClasses(ClassLoader hostClasses) {
			this.hostClasses = hostClasses;
			return this;
		}

		/**
		 * Declares types to be the same on both sides and to be handed over by reference.
		 * Their objects are then used by both sides at the same time.
		 * @param types the types
		 * @return this builder
		 */
		public Builder shared(Class<?>... types) {
			this.sharedTypes.addAll(Arrays.asList(types));
			return this;
		}

		/**
		 * Sets the stack size of each of the worker's threads.
		 * @param bytes the size in bytes, 0 for the JVM's default
		 * @return this builder
		 */
		public Builder stackSizeBytes(long bytes) {
			this.stackSizeBytes = bytes;
			return this;
		}

		/**
		 * Makes the options.
		 * @return the options
		 * @throws IllegalArgumentException if a value is not allowed
		 */
		public ThreadOptions build() {
			return new ThreadOptions(this.mainClass, this.arguments, this.classPath, this.hostClasses, this.sharedTypes,
					this.stackSizeBytes);
		}

	}

}
