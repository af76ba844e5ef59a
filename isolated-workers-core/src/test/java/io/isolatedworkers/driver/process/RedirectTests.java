package io.isolatedworkers.driver.process;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

import io.isolatedworkers.client.Worker;
import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.client.Workers;
import io.isolatedworkers.driver.WorkerStartException;
import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.testing.ShortLived;
import io.isolatedworkers.testing.TestWorker;
import io.isolatedworkers.testing.TestWorkerImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.isolatedworkers.testing.Processes.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Where a worker's output goes, and that its last lines are found there.
 */
class RedirectTests {

	private static final MessageType<Integer, String> EXIT = MessageType.of("exit", Integer.class, String.class);

	/** Says something on both ways before it serves. */
	private static final String[] TALKING = { "sh", "-c", "echo to output; echo to errors >&2; exec \"$@\"", "sh" };

	@TempDir
	private Path directory;

	private ChildProcessOptions.Builder worker() {
		return ChildProcessOptions.builder(WorkerCommand.contract(TestWorker.class, TestWorkerImpl.class))
			.commandPrefix(TALKING);
	}

	private static CompletionException crash(ChildProcessOptions options) {
		try (Worker worker = Workers.start(options, ShortLived.workerOptions().build())) {
			return catchThrowableOfType(CompletionException.class, () -> worker.send(EXIT, 7).join());
		}
	}

	@Test
	void outputIsAppendedToFilesAndTheLastLinesOfThisWorkerAreInErrors() throws IOException {
		Path output = Files.writeString(this.directory.resolve("output"), "from before\n");
		Path errors = Files.writeString(this.directory.resolve("errors"), "from before\n");
		CompletionException failure = crash(worker().redirectOutput(Redirect.appendTo(output.toFile()))
			.redirectErrors(Redirect.appendTo(errors.toFile()))
			.build());
		assertThat(failure.getCause()).hasMessageContaining("exited with code 7")
			.hasMessageContaining("about to exit with 7")
			.message()
			.doesNotContain("from before");
		assertThat(output).hasContent("from before\nto output");
		assertThat(errors).content().startsWith("from before\nto errors\n").contains("about to exit with 7");
	}

	@Test
	void outputThatIsDiscardedIsGone() {
		CompletionException failure = crash(
				worker().redirectOutput(Redirect.DISCARD).redirectErrors(Redirect.DISCARD).build());
		assertThat(failure.getCause()).hasMessageContaining("exited with code 7")
			.message()
			.doesNotContain("about to exit");
	}

	@Test
	void aFileThatCannotBeWrittenToFailsTheStartWithItsName() {
		Path missing = this.directory.resolve("missing").resolve("log");
		WorkerStartException failure = catchThrowableOfType(WorkerStartException.class,
				() -> crash(worker().redirectErrors(Redirect.to(missing.toFile())).build()));
		assertThat(failure).hasMessageContaining("cannot be started").hasMessageContaining(missing.toString());
	}

	@Test
	void aDetachedWorkerThatDoesNotStartFailsWithItsLastLinesAndLeavesNothing() throws IOException {
		WorkerStartException failure = catchThrowableOfType(WorkerStartException.class, () -> Workers
			.start(detached("echo 'libpaint.so is missing' >&2; exit 7").build(), WorkerOptions.defaults()));
		assertThat(failure).hasMessageContaining("exited with code 7").hasMessageContaining("libpaint.so is missing");
		try (Stream<Path> left = Files.list(this.directory)) {
			assertThat(left).isEmpty();
		}
	}

	@Test
	void aDetachedWorkerThatNeverListensIsKilledAndItsLastLinesAreInTheError() {
		Path log = this.directory.resolve("log");
		WorkerStartException failure = catchThrowableOfType(WorkerStartException.class,
				() -> Workers.start(
						detached("echo $$ >&2; exec sleep 600").redirectErrors(Redirect.to(log.toFile())).build(),
						WorkerOptions.builder().startupTimeout(Duration.ofSeconds(5)).build()));
		assertThat(failure).hasMessageContaining("start-up timeout of PT5S");
		long pid = Long.parseLong(failure.outputTail());
		eventually().until(() -> ProcessHandle.of(pid).isEmpty());
	}

	private ChildProcessOptions.Builder detached(String script) {
		return ChildProcessOptions.builder(WorkerCommand.executable("sh", "-c", script))
			.detached(true)
			.socketPath(this.directory.resolve("w.sock"));
	}

	@Test
	void theSocketOfALivingWorkerIsNotTakenFromIt() {
		ChildProcessOptions options = worker().detached(true).socketPath(this.directory.resolve("w.sock")).build();
		try (Worker first = Workers.start(options, WorkerOptions.defaults())) {
			WorkerStartException failure = catchThrowableOfType(WorkerStartException.class,
					() -> Workers.start(options, WorkerOptions.defaults()));
			assertThat(failure).hasMessageContaining("another process listens at");
			assertThat(first.contract(TestWorker.class).echo("unharmed")).isEqualTo("unharmed");
			assertThat(options.socketPath()).exists();
		}
		assertThat(this.directory).isEmptyDirectory();
	}

}
