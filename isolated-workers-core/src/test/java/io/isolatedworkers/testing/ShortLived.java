package io.isolatedworkers.testing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.isolatedworkers.client.DetachableWorker;
import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.client.Workers;
import io.isolatedworkers.driver.process.ChildProcessOptions;
import io.isolatedworkers.driver.process.JvmOptions;
import io.isolatedworkers.driver.process.WorkerCommand;

/**
 * Processes that live for a second or two: to optimize their code would take longer than
 * to run it. Their JVMs are as any other in all else.
 */
public final class ShortLived {

	private static final String NOT_OPTIMIZED = "-XX:TieredStopAtLevel=1";

	private ShortLived() {
	}

	/** The command line of a JVM with the classes of the tests. */
	public static List<String> java(String... arguments) {
		return javaWith(System.getProperty("java.class.path"), arguments);
	}

	/** The command line of a JVM with a class path. */
	public static List<String> javaWith(String classPath, String... arguments) {
		List<String> command = new ArrayList<>(List
			.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), NOT_OPTIMIZED, "-cp", classPath));
		command.addAll(List.of(arguments));
		return command;
	}

	public static DetachableWorker start(WorkerCommand command) {
		return Workers.start(options(command), workerOptions().build());
	}

	/** Options under which a start may take far longer than it should. */
	public static WorkerOptions.Builder workerOptions() {
		return WorkerOptions.builder().startupTimeout(Duration.ofSeconds(60));
	}

	public static ChildProcessOptions options(WorkerCommand command) {
		return builder(command).build();
	}

	public static ChildProcessOptions.Builder builder(WorkerCommand command) {
		return ChildProcessOptions.builder(command).jvm(jvm().build());
	}

	public static JvmOptions.Builder jvm() {
		return JvmOptions.builder().arguments(NOT_OPTIMIZED);
	}

}
