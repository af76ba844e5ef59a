package io.isolatedworkers.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.isolatedworkers.client.Worker;
import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.client.Workers;
import io.isolatedworkers.driver.process.ChildProcessOptions;
import io.isolatedworkers.driver.process.JvmOptions;
import io.isolatedworkers.driver.process.WorkerCommand;
import io.isolatedworkers.server.WorkerMain;
import io.isolatedworkers.testing.IdleDriver;
import io.isolatedworkers.testing.IdleHostMain;
import io.isolatedworkers.testing.OneRequestMain;
import io.isolatedworkers.testing.TestWorker;
import io.isolatedworkers.testing.TestWorkerImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which classes of the library a JVM loads that is a host, a worker, or either with
 * another driver, as the JVM itself tells.
 */
class ClassLoadingTests {

	private static final Pattern LOADED = Pattern.compile("(io\\.isolatedworkers\\.\\S+) source:");

	private static final String ROOT = "io.isolatedworkers.";

	private static final String PROCESS = ROOT + "driver.process.";

	private static final String[] HOST_HALF = { PROCESS + "ChildProcessHost", PROCESS + "ChildProcessChannel",
			PROCESS + "WorkerProcess", PROCESS + "WorkerConnector", PROCESS + "WorkerCommand", PROCESS + "OutputPump",
			PROCESS + "HostClassPath", ROOT + "socket.HostHandshake" };

	private static final String[] WORKER_HALF = { PROCESS + "ChildProcessServer", PROCESS + "ConnectedHost" };

	@TempDir
	private Path directory;

	private String logOption() {
		return "-Xlog:class+load=info:file=" + this.directory.resolve("classes.log");
	}

	/** The classes of the library that a JVM loaded, all of them when it has ended. */
	private Set<String> loaded() throws IOException {
		return Files.readAllLines(this.directory.resolve("classes.log"))
			.stream()
			.map(LOADED::matcher)
			.filter(Matcher::find)
			.map((line) -> line.group(1))
			.collect(Collectors.toSet());
	}

	private Set<String> loadedBy(String main, String... arguments) throws Exception {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
						System.getProperty("java.class.path"), logOption(), main));
		command.addAll(List.of(arguments));
		Path output = this.directory.resolve("output");
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
		try {
			assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
			assertThat(process.exitValue()).as(() -> "the exit code after: " + read(output)).isZero();
		}
		finally {
			process.destroyForcibly();
		}
		return loaded();
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

	private Set<String> loadedByWorker() throws IOException {
		ChildProcessOptions process = ChildProcessOptions
			.builder(WorkerCommand.contract(TestWorker.class, TestWorkerImpl.class))
			.jvm(JvmOptions.builder().arguments(logOption()).build())
			.build();
		try (Worker worker = Workers.start(process, WorkerOptions.defaults())) {
			assertThat(worker.contract(TestWorker.class).echo("one request")).isEqualTo("one request");
		}
		return loaded();
	}

	@Test
	void aHostThatNamesNoDriverLoadsTheChildProcessDriverAndNothingOfTheWorkersSide() throws Exception {
		Set<String> loaded = loadedBy(OneRequestMain.class.getName());
		assertThat(loaded).contains(PROCESS + "ChildProcessDriver", PROCESS + "ChildProcessChannel",
				ROOT + "client.Worker");
		assertThat(loaded).doesNotContain(WORKER_HALF);
		assertThat(loaded).noneMatch((name) -> name.startsWith(ROOT + "server."));
	}

	@Test
	void aWorkerThatNamesNoDriverLoadsTheChildProcessDriverAndNothingOfTheHostsSide() throws Exception {
		Set<String> loaded = loadedByWorker();
		assertThat(loaded).contains(PROCESS + "ChildProcessDriver", PROCESS + "ChildProcessServer",
				ROOT + "server.WorkerServer");
		assertThat(loaded).doesNotContain(HOST_HALF);
		assertThat(loaded).noneMatch((name) -> name.startsWith(ROOT + "client.") || name.startsWith(ROOT + "pool."));
	}

	@Test
	void aHostThatNamesAnotherDriverLoadsNothingOfTheChildProcessDriver() throws Exception {
		Set<String> loaded = loadedBy(IdleHostMain.class.getName());
		assertThat(loaded).contains(IdleDriver.class.getName(), ROOT + "client.Worker", ROOT + "pool.WorkerPool");
		assertThat(loaded).noneMatch((name) -> name.startsWith(PROCESS) || name.startsWith(ROOT + "server."));
	}

	@Test
	void aWorkerThatNamesAnotherDriverLoadsNothingOfTheChildProcessDriver() throws Exception {
		Set<String> loaded = loadedBy(WorkerMain.class.getName(), "--driver=" + IdleDriver.class.getName(),
				TestWorkerImpl.class.getName(), TestWorker.class.getName());
		assertThat(loaded).contains(IdleDriver.class.getName(), ROOT + "server.WorkerServer");
		assertThat(loaded).noneMatch((name) -> name.startsWith(PROCESS) || name.startsWith(ROOT + "client."));
	}

}
