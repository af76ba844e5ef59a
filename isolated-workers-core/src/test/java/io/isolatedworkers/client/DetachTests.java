package io.isolatedworkers.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.isolatedworkers.driver.DriverCapabilities;
import io.isolatedworkers.driver.ShutdownReason;
import io.isolatedworkers.driver.WorkerAddress;
import io.isolatedworkers.driver.process.ChildProcessDriver;
import io.isolatedworkers.driver.process.ChildProcessOptions;
import io.isolatedworkers.driver.process.WorkerCommand;
import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.testing.AttachingMain;
import io.isolatedworkers.testing.DetachingMain;
import io.isolatedworkers.testing.Processes;
import io.isolatedworkers.testing.ShortLived;
import io.isolatedworkers.testing.TestWorker;
import io.isolatedworkers.testing.TestWorkerImpl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static io.isolatedworkers.testing.Processes.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Workers that outlive their host.
 */
class DetachTests {

	private static final WorkerCommand TEST_WORKER = WorkerCommand.contract(TestWorker.class, TestWorkerImpl.class);

	@TempDir
	private Path directory;

	private final List<WorkerAddress> left = new ArrayList<>();

	private Process host;

	@AfterEach
	void endWhatIsLeft() {
		this.left.forEach((address) -> Processes.kill(address.pid()));
		if (this.host != null) {
			this.host.destroyForcibly();
		}
	}

	/** Starts a host and waits until it has left word of its workers. */
	private void startHost(int workers, List<String> prefix, String... arguments) throws IOException {
		List<String> command = new ArrayList<>(prefix);
		command.addAll(ShortLived.java("-Djava.io.tmpdir=" + this.directory, DetachingMain.class.getName(),
				String.valueOf(workers)));
		command.addAll(List.of(arguments));
		this.host = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
		BufferedReader output = this.host.inputReader();
		for (String line = output.readLine(); !"ready".equals(line); line = output.readLine()) {
			assertThat(line).as("the host's output").isNotNull();
			if (line.startsWith("{")) {
				this.left.add(WorkerAddress.parse(line));
			}
		}
		assertThat(this.left).hasSize(workers);
	}

	private void awaitHost() throws InterruptedException {
		assertThat(this.host.waitFor(60, TimeUnit.SECONDS)).isTrue();
	}

	private void assertThatAllAreReachedWithTheirState() {
		List<DetachableWorker> workers = this.left.stream()
			.map((address) -> Workers.attach(address, WorkerOptions.defaults()))
			.toList();
		for (int i = 0; i < workers.size(); i++) {
			TestWorker contract = workers.get(i).contract(TestWorker.class);
			assertThat(contract.pid()).isEqualTo(this.left.get(i).pid());
			assertThat(contract.count()).isEqualTo(i + 2);
		}
		workers.forEach(Worker::close);
	}

	private void assertThatNothingIsLeft() {
		eventually().until(() -> this.left.stream().noneMatch((address) -> Processes.isAlive(address.pid()))
				&& Processes.socketsIn(this.directory).isEmpty());
	}

	@Test
	void workersOfAHostThatWasKilledAreReachedWithTheirState() throws Exception {
		startHost(3, List.of());
		Processes.kill(this.host.pid());
		awaitHost();
		assertThatAllAreReachedWithTheirState();
		assertThatNothingIsLeft();
	}

	@Test
	void aHostWhoseMainMethodReturnsExitsAndLeavesItsWorkers() throws Exception {
		startHost(3, List.of(), "return");
		awaitHost();
		assertThat(this.host.exitValue()).isZero();
		assertThatAllAreReachedWithTheirState();
		assertThatNothingIsLeft();
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void anInterruptFromTheTerminalAndItsClosingEndTheHostOnly() throws Exception {
		// A process group of its own, in which signals have their usual effect
		startHost(3, List.of("setsid", "env", "--default-signal=INT,HUP"));
		Processes.sendToGroup("INT", this.host.pid());
		awaitHost();
		Processes.sendToGroup("HUP", this.host.pid());
		assertThatAllAreReachedWithTheirState();
		assertThatNothingIsLeft();
	}

	@Test
	void aLaterHostLeavesTheWorkerToTheNextWhenItExits() throws Exception {
		startHost(1, List.of(), "return");
		awaitHost();
		assertThat(attachElsewhere(System.getProperty("java.class.path"), this.left.get(0))).contains("count 2");
		assertThat(attachElsewhere(System.getProperty("java.class.path"), this.left.get(0))).contains("count 3");
	}

	@Test
	void aHostWithoutJunixsocketAttachesToo() throws Exception {
		startHost(3, List.of(), "return");
		awaitHost();
		String classPath = withoutJunixsocket();
		assertThat(attachElsewhere(classPath, this.left.get(2))).contains("count 4");
		WorkerAddress first = this.left.get(0);
		WorkerAddress second = this.left.get(1);
		WorkerAddress mixed = new WorkerAddress("mixed", first.driver(), first.socketPath(), second.pid(), null,
				first.token());
		assertThat(attachElsewhere(classPath, mixed))
			.contains("the process at the other end of the socket is %d, not %d".formatted(first.pid(), second.pid()));
	}

	private static String withoutJunixsocket() {
		String path = System.getProperty("java.class.path");
		String without = String.join(java.io.File.pathSeparator,
				List.of(path.split(java.io.File.pathSeparator))
					.stream()
					.filter((entry) -> !entry.contains("junixsocket"))
					.toList());
		assertThat(without).isNotEqualTo(path);
		return without;
	}

	private String attachElsewhere(String classPath, WorkerAddress address) throws Exception {
		Process later = new ProcessBuilder(ShortLived.javaWith(classPath, "-Djava.io.tmpdir=" + this.directory,
				AttachingMain.class.getName(), address.toJson()))
			.redirectErrorStream(true)
			.start();
		String output = new String(later.getInputStream().readAllBytes());
		assertThat(later.waitFor()).isZero();
		return output;
	}

	@Test
	void closingAnAttachedWorkerThatDoesNotObeyEndsItsProcess() throws Exception {
		startHost(1, List.of(), "return");
		awaitHost();
		WorkerAddress address = this.left.get(0);
		try (DetachableWorker worker = Workers.attach(address, WorkerOptions.defaults())) {
			Processes.stop(address.pid());
			worker.close();
			assertThat(Processes.hasEnded(address.pid())).isTrue();
			assertThat(address.socketPath()).doesNotExist();
		}
	}

	@Test
	void theDeathOfAnAttachedWorkerEndsItsRequestsWithWhatIsKnown() throws Exception {
		startHost(1, List.of(), "return");
		awaitHost();
		try (DetachableWorker worker = Workers.attach(this.left.get(0), WorkerOptions.defaults())) {
			CompletableFuture<String> pending = worker.send(MessageType.of("exit", Integer.class, String.class), 7);
			CompletionException failure = catchThrowableOfType(CompletionException.class, pending::join);
			assertThat(failure.getCause()).isInstanceOf(WorkerCrashedException.class)
				.hasMessageContaining("its exit code is unknown because an earlier host started it")
				.hasMessageContaining("about to exit with 7");
			ShutdownReason reason = ((WorkerCrashedException) failure.getCause()).reason();
			assertThat(reason.exitCode()).isNull();
			assertThat(reason.kind()).isEqualTo(ShutdownReason.Kind.EXIT);
		}
		assertThat(this.left.get(0).socketPath()).doesNotExist();
	}

	@Test
	void onlyADetachedWorkerHasAnAddress() {
		try (DetachableWorker worker = ShortLived.start(TEST_WORKER)) {
			assertThatIllegalStateException().isThrownBy(worker::address).withMessageContaining("set detached");
		}
	}

	@Test
	void aDetachedWorkerIsLikeAnyOtherWhileItsHostLives() throws Exception {
		ChildProcessOptions options = ShortLived.builder(TEST_WORKER).detached(true).build();
		DetachableWorker worker = Workers.start(options, WorkerOptions.defaults());
		WorkerAddress address = worker.address();
		this.left.add(address);
		CompletableFuture<String> pending = worker.send(MessageType.of("exit", Integer.class, String.class), 7);
		CompletionException failure = catchThrowableOfType(CompletionException.class, pending::join);
		assertThat(failure.getCause()).hasMessageContaining("exited with code 7")
			.hasMessageContaining("about to exit with 7");
		worker.close();
		assertThat(address.socketPath()).doesNotExist();
		assertThat(address.socketPath().resolveSibling(address.socketPath().getFileName() + ".err")).doesNotExist();
	}

	@Test
	void theDriverCanDetach() {
		assertThat(new ChildProcessDriver().capabilities()).isEqualTo(new DriverCapabilities(true, true, false));
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void attachingAndLeavingAgainAndAgainLeavesNoFileOpen() throws Exception {
		startHost(1, List.of(), "return");
		awaitHost();
		WorkerAddress address = this.left.get(0);
		Workers.attach(address, WorkerOptions.defaults()).disconnect();
		eventually().until(() -> openFilesOf(address) == 0);
		try (DetachableWorker worker = Workers.attach(address, WorkerOptions.defaults())) {
			assertThat(openFilesOf(address)).isEqualTo(1);
			assertThat(worker.contract(TestWorker.class).pid()).isEqualTo(address.pid());
		}
		eventually().until(() -> openFilesOf(address) == 0);
	}

	private static long openFilesOf(WorkerAddress address) throws IOException {
		try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
			return files.filter((file) -> {
				try {
					return Files.readSymbolicLink(file).toString().startsWith(address.socketPath().toString());
				}
				catch (IOException ex) {
					return false;
				}
			}).count();
		}
	}

}
