package io.isolatedworkers.driver.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What a worker process runs. Made by one of the static methods; immutable.
 */
public abstract sealed class WorkerCommand {

	/** Named by name: this package must not need the worker's side to start it. */
	private static final String WORKER_MAIN = "io.isolatedworkers.server.WorkerMain";

	/** Serves the request of a training run; its contract is beside it. */
	private static final String TRAINEE = "io.isolatedworkers.server.Trainee";

	private WorkerCommand() {
	}

	/**
	 * A class that implements a contract. The library's own main class makes an instance
	 * by its constructor without parameters and serves it, on the host's class path
	 * unless {@link JvmOptions} says otherwise.
	 * @param <T> the contract
	 * @param contract the contract's interface
	 * @param implementation the class that implements it
	 * @return the command
	 */
	public static <T> WorkerCommand contract(Class<T> contract, Class<? extends T> implementation) {
		return contract(contract.getName(), implementation.getName());
	}

	/**
	 * A class that implements a contract, both by name, so that the host need not be able
	 * to load the implementation.
	 * @param contract the full name of the contract's interface
	 * @param implementation the full name of the class that implements it
	 * @return the command
	 */
	public static WorkerCommand contract(String contract, String implementation) {
		return new MainClass(WORKER_MAIN, List.of(implementation, contract));
	}

	/**
	 * A main class that calls {@code WorkerServer.start} itself, on the host's class path
	 * unless {@link JvmOptions} says otherwise. Where that is a packaged Spring Boot jar,
	 * the class is found inside that jar.
	 * @param name the full name of the class
	 * @param arguments its arguments
	 * @return the command
	 */
	public static WorkerCommand mainClass(String name, String... arguments) {
		return new MainClass(name, Arrays.asList(arguments));
	}

	/**
	 * An executable jar whose main class calls {@code WorkerServer.start}.
	 * @param jar the jar
	 * @param arguments the arguments of its main class
	 * @return the command
	 */
	public static WorkerCommand jar(Path jar, String... arguments) {
		return new Jar(jar, Arrays.asList(arguments));
	}

	/**
	 * Any program that speaks the protocol.
	 * @param program the program: a name that is looked up in the {@code PATH}, or a path
	 * @param arguments its arguments
	 * @return the command
	 */
	public static WorkerCommand executable(String program, String... arguments) {
		List<String> line = new ArrayList<>();
		line.add(program);
		line.addAll(Arrays.asList(arguments));
		return new Executable(line);
	}

	/**
	 * Returns the command line.
	 * @param jvm how to start a JVM
	 * @param environment the worker's environment
	 * @return the program and its arguments
	 */
	abstract List<String> commandLine(JvmOptions jvm, Map<String, String> environment);

	/**
	 * Whether the worker is started by this library's own main class, and so is known to
	 * answer the handshake.
	 */
	boolean isOwnMain() {
		return false;
	}

	/**
	 * Returns the class path of the JVM, {@code null} if what runs is none.
	 * @param jvm how to start a JVM
	 * @return jars and directories
	 */
	@Nullable List<Path> classPath(JvmOptions jvm) {
		return null;
	}

	/** The classes of the user's that an archive should hold. */
	List<String> learned() {
		return List.of();
	}

	/** The names of the contracts that the library's own main class serves. */
	List<String> contracts() {
		return List.of();
	}

	/** What a training run runs in the place of any command of a JVM. */
	static WorkerCommand training() {
		return new MainClass(WORKER_MAIN, List.of(TRAINEE, "io.isolatedworkers.server.Lessons"));
	}

	@Override
	public abstract String toString();

	private static final class MainClass extends WorkerCommand {

		private final String name;

		private final List<String> arguments;

		private MainClass(String name, List<String> arguments) {
			this.name = Objects.requireNonNull(name, "name");
			this.arguments = List.copyOf(arguments);
		}

		@Override
		List<String> commandLine(JvmOptions jvm, Map<String, String> environment) {
			List<String> line = new ArrayList<>();
			line.add(jvm.javaExecutable());
			line.addAll(jvm.jvmArguments(environment));
			line.addAll(HostClassPath.launch(jvm.classPath(), this.name));
			line.addAll(this.arguments);
			return line;
		}

		@Override
		boolean isOwnMain() {
			return this.name.equals(WORKER_MAIN);
		}

		@Override
		List<Path> classPath(JvmOptions jvm) {
			return jvm.classPath().isEmpty() ? ClassDataArchive.entries(System.getProperty("java.class.path"))
					: jvm.classPath();
		}

		@Override
		List<String> learned() {
			return isOwnMain() ? this.arguments : List.of(this.name);
		}

		@Override
		List<String> contracts() {
			return isOwnMain() ? this.arguments.subList(1, this.arguments.size()) : List.of();
		}

		@Override
		public String toString() {
			return isOwnMain() ? "class " + this.arguments.get(0) : "main class " + this.name;
		}

	}

	private static final class Jar extends WorkerCommand {

		private final Path path;

		private final List<String> arguments;

		private Jar(Path path, List<String> arguments) {
			this.path = Objects.requireNonNull(path, "jar");
			this.arguments = List.copyOf(arguments);
		}

		@Override
		List<String> commandLine(JvmOptions jvm, Map<String, String> environment) {
			if (!Files.isReadable(this.path)) {
				throw new IllegalArgumentException(
						"The worker's jar %s does not exist or cannot be read".formatted(this.path.toAbsolutePath()));
			}
			List<String> line = new ArrayList<>();
			line.add(jvm.javaExecutable());
			line.addAll(jvm.jvmArguments(environment));
			line.add("-jar");
			line.add(this.path.toAbsolutePath().toString());
			line.addAll(this.arguments);
			return line;
		}

		@Override
		List<Path> classPath(JvmOptions jvm) {
			return List.of(this.path.toAbsolutePath());
		}

		@Override
		public String toString() {
			return "jar " + this.path;
		}

	}

	private static final class Executable extends WorkerCommand {

		private final List<String> line;

		private Executable(List<String> line) {
			this.line = List.copyOf(line);
		}

		@Override
		List<String> commandLine(JvmOptions jvm, Map<String, String> environment) {
			return this.line;
		}

		@Override
		public String toString() {
			return "command " + String.join(" ", this.line);
		}

	}

}
