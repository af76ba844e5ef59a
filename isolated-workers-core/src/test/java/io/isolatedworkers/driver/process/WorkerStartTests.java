package io.isolatedworkers.driver.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.isolatedworkers.client.Worker;
import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.client.Workers;
import io.isolatedworkers.driver.WorkerStartException;
import io.isolatedworkers.driver.WorkerStartException.Stage;
import io.isolatedworkers.testing.Processes;
import io.isolatedworkers.testing.ShortLived;
import io.isolatedworkers.testing.TestWorker;
import io.isolatedworkers.testing.TestWorkerImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

import static io.isolatedworkers.testing.Processes.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Workers that start late, start badly or do not start at all.
 */
class WorkerStartTests {

	private static final WorkerCommand TEST_WORKER = WorkerCommand.contract(TestWorker.class, TestWorkerImpl.class);

	private static WorkerStartException failureOf(WorkerCommand command, Duration startupTimeout) {
		return catchThrowableOfType(WorkerStartException.class, () -> Workers.start(ChildProcessOptions.of(command),
				WorkerOptions.builder().startupTimeout(startupTimeout).build()));
	}

	@Test
	void aCommandThatExitsAtOnceFailsWithItsExitCodeAndNotAfterTheTimeout() {
		WorkerStartException failure = failureOf(WorkerCommand.executable("/bin/false"), Duration.ofMinutes(10));
		assertThat(failure).hasMessageContaining("/bin/false").hasMessageContaining("exited with code 1");
		assertThat(failure.reason().exitCode()).isEqualTo(1);
		assertThat(failure.stage()).isEqualTo(Stage.ENDED);
	}

	@Test
	void aCommandThatEndsWellWithoutListeningFailsToo() {
		assertThat(failureOf(WorkerCommand.executable("/bin/true"), Duration.ofMinutes(10)).reason().exitCode())
			.isZero();
	}

	@Test
	void theLastLinesOfStandardErrorAreInTheException() {
		WorkerStartException failure = failureOf(
				WorkerCommand.executable("sh", "-c", "echo first >&2; echo 'libpaint.so is missing' >&2; exit 7"),
				Duration.ofMinutes(10));
		assertThat(failure).hasMessageContaining("exited with code 7").hasMessageContaining("libpaint.so is missing");
		assertThat(failure.outputTail()).isEqualTo("first\nlibpaint.so is missing");
	}

	@Test
	void theLastLinesOfStandardOutputAreInTheExceptionWhereThereAreNoErrors() {
		WorkerStartException failure = failureOf(WorkerCommand.executable("sh", "-c", "echo no paint left; exit 7"),
				Duration.ofMinutes(10));
		assertThat(failure.outputTail()).isEqualTo("no paint left");
	}

	@Test
	void aJvmWithTooSmallAHeapSaysSo() {
		ChildProcessOptions options = ChildProcessOptions.builder(TEST_WORKER)
			.jvm(JvmOptions.builder().maxHeapBytes(128 * 1024).build())
			.build();
		assertThatExceptionOfType(WorkerStartException.class)
			.isThrownBy(() -> Workers.start(options, WorkerOptions.defaults()))
			.withMessageContaining("Too small maximum heap");
	}

	@Test
	void aCommandThatNeverListensIsKilledAfterTheTimeout() {
		WorkerStartException failure = failureOf(
				WorkerCommand.executable("sh", "-c", "echo $$ >&2; echo dozing >&2; exec sleep 60"),
				Duration.ofSeconds(5));
		assertThat(failure).hasMessageContaining("start-up timeout of PT5S").hasMessageContaining("dozing");
		assertThat(failure.stage()).isEqualTo(Stage.NOT_LISTENING);
		long pid = Long.parseLong(failure.outputTail().lines().findFirst().orElseThrow());
		eventually().until(() -> ProcessHandle.of(pid).isEmpty());
	}

	@Test
	void aCommandThatDoesNotExistFailsWithItsName() {
		WorkerStartException failure = failureOf(WorkerCommand.executable("/no/such/program"), Duration.ofMinutes(10));
		assertThat(failure).hasMessageContaining("cannot be started")
			.hasMessageContaining("/no/such/program")
			.hasMessageContaining("No such file");
		assertThat(failure.stage()).isEqualTo(Stage.NOT_STARTED);
	}

	@Test
	void aClassThatDoesNotExistFailsWithItsName() {
		assertThat(failureOf(WorkerCommand.contract(TestWorker.class.getName(), "com.example.Missing"),
				Duration.ofMinutes(10)))
			.hasMessageContaining("exited with code 1")
			.hasMessageContaining("ClassNotFoundException: com.example.Missing");
	}

	@Test
	void aJarThatDoesNotExistFailsWithItsPath() {
		assertThat(failureOf(WorkerCommand.jar(Path.of("missing.jar")), Duration.ofMinutes(10)))
			.hasMessageContaining("missing.jar does not exist");
	}

	@Test
	void aWorkerThatPrintsBinaryNoiseAndFloodsItsOutputWorks() {
		ChildProcessOptions options = ChildProcessOptions.builder(TEST_WORKER)
			.commandPrefix("sh", "-c", "head -c 5000000 /dev/urandom; head -c 5000000 /dev/urandom >&2; exec \"$@\"",
					"sh")
			.build();
		try (Worker worker = Workers.start(options, quiet())) {
			assertThat(worker.contract(TestWorker.class).echo("still here")).isEqualTo("still here");
		}
	}

	private static WorkerOptions quiet() {
		return ShortLived.workerOptions().logLevel(io.isolatedworkers.logging.LogLevel.ERROR).build();
	}

	@Test
	void aWorkerThatNeedsEightSecondsConnectsUnderATimeoutOfTen() {
		ChildProcessOptions options = ChildProcessOptions.builder(TEST_WORKER)
			.commandPrefix("sh", "-c", "sleep 8; exec \"$@\"", "sh")
			.build();
		try (Worker worker = Workers.start(options, WorkerOptions.defaults())) {
			assertThat(worker.contract(TestWorker.class).echo("at last")).isEqualTo("at last");
		}
	}

	@Test
	void environmentDirectoryAndJvmArgumentsReachTheWorker() {
		ChildProcessOptions options = ChildProcessOptions.builder(TEST_WORKER)
			.environment(Map.of("COLOUR", "blue"))
			.jvm(JvmOptions.builder().maxHeapBytes(64 * 1024 * 1024).arguments("-Dfruit=pear").build())
			.build();
		try (Worker worker = Workers.start(options, WorkerOptions.defaults())) {
			TestWorker contract = worker.contract(TestWorker.class);
			assertThat(contract.environment("COLOUR")).isEqualTo("blue");
			assertThat(contract.property("fruit")).isEqualTo("pear");
			assertThat(contract.maxHeap()).isLessThanOrEqualTo(64 * 1024 * 1024);
		}
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_18)
	void aLeanWorkerMakesNoClassesToCallItsMethods() {
		WorkerCommand command = WorkerCommand.contract(CallerOfWorker.class, CallerOfWorkerImpl.class);
		assertThat(callerOfWorker(ChildProcessOptions.builder(command))).doesNotContain("NativeAccessor");
		assertThat(callerOfWorker(ChildProcessOptions.builder(command).jvm(JvmOptions.builder().lean(true).build())))
			.contains("NativeAccessor");
	}

	private static String callerOfWorker(ChildProcessOptions.Builder options) {
		try (Worker worker = Workers.start(options.build(), WorkerOptions.defaults())) {
			return worker.contract(CallerOfWorker.class).caller();
		}
	}

	@Test
	void aStartThatIsInterruptedLeavesNeitherProcessNorSocket(@TempDir Path directory) throws Exception {
		Path socket = directory.resolve("s");
		ChildProcessOptions options = ChildProcessOptions
			.builder(WorkerCommand.mainClass("io.isolatedworkers.testing.MuteMain"))
			.socketPath(socket)
			.build();
		WorkerOptions patient = WorkerOptions.builder().startupTimeout(Duration.ofMinutes(10)).build();
		CompletableFuture<Throwable> outcome = new CompletableFuture<>();
		CompletableFuture<Boolean> stillInterrupted = new CompletableFuture<>();
		Thread starter = new Thread(() -> {
			outcome.complete(catchThrowable(() -> Workers.start(options, patient)));
			stillInterrupted.complete(Thread.currentThread().isInterrupted());
		});
		starter.start();
		eventually().until(() -> Files.exists(socket));
		long pid = ProcessHandle.current()
			.children()
			.filter((child) -> child.info().commandLine().orElse("").contains("MuteMain"))
			.findFirst()
			.orElseThrow()
			.pid();
		starter.interrupt();
		assertThat(outcome.get(30, TimeUnit.SECONDS)).isInstanceOf(WorkerStartException.class)
			.hasMessageContaining("interrupted");
		assertThat(stillInterrupted.get(30, TimeUnit.SECONDS)).isTrue();
		eventually().until(() -> !Processes.isAlive(pid) && Files.notExists(socket));
	}

	@Test
	void anotherMainClassCanServe() {
		ChildProcessOptions options = ChildProcessOptions
			.of(WorkerCommand.mainClass("io.isolatedworkers.testing.TestMain", "hello"));
		try (Worker worker = Workers.start(options, WorkerOptions.defaults())) {
			assertThat(worker.send(io.isolatedworkers.testing.TestMain.ARGUMENTS).join()).isEqualTo(List.of("hello"));
		}
	}

	@Test
	void aWorkerStartedByHandSaysThatItNeedsAHost() throws Exception {
		Process process = new ProcessBuilder(JvmOptions.defaults().javaExecutable(), "-cp",
				System.getProperty("java.class.path"), "io.isolatedworkers.server.WorkerMain",
				TestWorkerImpl.class.getName(), TestWorker.class.getName())
			.start();
		assertThat(new String(process.getErrorStream().readAllBytes())).contains("no start-up data")
			.contains("child-process");
		assertThat(process.waitFor()).isEqualTo(1);
	}

	/** Tells how it is called. */
	interface CallerOfWorker {

		/** The classes that this method was called through. */
		String caller();

	}

	/** The worker. */
	static final class CallerOfWorkerImpl implements CallerOfWorker {

		@Override
		public String caller() {
			return Arrays.toString(new Throwable().getStackTrace());
		}

	}

}
