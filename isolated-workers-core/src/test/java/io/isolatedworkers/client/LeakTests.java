package io.isolatedworkers.client;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.isolatedworkers.driver.WorkerAddress;
import io.isolatedworkers.driver.WorkerStartException;
import io.isolatedworkers.driver.process.ChildProcessOptions;
import io.isolatedworkers.driver.process.WorkerCommand;
import io.isolatedworkers.testing.Processes;
import io.isolatedworkers.testing.ShortLived;
import io.isolatedworkers.testing.TestWorker;
import io.isolatedworkers.testing.TestWorkerImpl;
import org.junit.jupiter.api.Test;

import static io.isolatedworkers.testing.Processes.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A worker that is gone leaves nothing behind in the host.
 */
class LeakTests {

	private static final int ROUNDS = 10;

	@Test
	void workersThatWereClosedKilledOrNeverStartedLeaveNothing() {
		round();
		int files = openFiles();
		for (int i = 0; i < ROUNDS; i++) {
			round();
		}
		eventually().untilAsserted(() -> {
			assertThat(openFiles()).isLessThanOrEqualTo(files);
			assertThat(threads("isolated-workers-io", "isolated-workers-output")).isEmpty();
			assertThat(ProcessHandle.current().children()).isEmpty();
			assertThat(filesOfWorkers()).isEmpty();
		});
	}

	private static void round() {
		try (Worker closed = ShortLived.start(WorkerCommand.contract(TestWorker.class, TestWorkerImpl.class))) {
			assertThat(closed.contract(TestWorker.class).echo("hello")).isEqualTo("hello");
		}
		try (Worker killed = ShortLived.start(WorkerCommand.contract(TestWorker.class, TestWorkerImpl.class))) {
			Processes.kill(killed.pid().getAsLong());
			eventually().until(() -> !killed.isActive());
		}
		WorkerAddress address;
		try (DetachableWorker detached = Workers.start(
				detached(WorkerCommand.contract(TestWorker.class, TestWorkerImpl.class)), WorkerOptions.defaults())) {
			address = detached.address();
			assertThatExceptionOfType(WorkerStartException.class)
				.isThrownBy(() -> Workers.attach(address, WorkerOptions.defaults()));
		}
		assertThatExceptionOfType(WorkerStartException.class)
			.isThrownBy(() -> Workers.attach(address, WorkerOptions.defaults()));
		assertThatExceptionOfType(WorkerStartException.class).isThrownBy(
				() -> Workers.start(detached(WorkerCommand.executable("/bin/false")), WorkerOptions.defaults()));
		assertThatExceptionOfType(WorkerStartException.class)
			.isThrownBy(() -> Workers.start(WorkerCommand.executable("/bin/false")));
		assertThatExceptionOfType(WorkerStartException.class)
			.isThrownBy(() -> Workers.start(WorkerCommand.executable("/no/such/program")));
	}

	private static ChildProcessOptions detached(WorkerCommand command) {
		return ShortLived.builder(command).detached(true).build();
	}

	/**
	 * Other hosts may run beside this one, so only its own directories are looked into.
	 */
	private static List<Path> filesOfWorkers() {
		return Stream.of(System.getProperty("io.isolatedworkers.socket.directories").split(File.pathSeparator))
			.flatMap((directory) -> Processes.socketsIn(Path.of(directory)).stream())
			.filter((path) -> !Files.isDirectory(path) && !path.toString().endsWith(".lock"))
			.toList();
	}

	private static int openFiles() {
		return Objects.requireNonNullElse(new File("/proc/self/fd").list(), new String[0]).length;
	}

	private static List<String> threads(String... prefixes) {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> List.of(prefixes).stream().anyMatch(name::startsWith))
			.toList();
	}

}
