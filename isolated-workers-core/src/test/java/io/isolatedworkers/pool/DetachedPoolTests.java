package io.isolatedworkers.pool;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.isolatedworkers.driver.WorkerAddress;
import io.isolatedworkers.driver.WorkerStartException;
import io.isolatedworkers.driver.process.ChildProcessDriver;
import io.isolatedworkers.driver.process.WorkerCommand;
import io.isolatedworkers.testing.DetachedPoolMain;
import io.isolatedworkers.testing.Processes;
import io.isolatedworkers.testing.ShortLived;
import io.isolatedworkers.testing.TestWorker;
import io.isolatedworkers.testing.TestWorkerImpl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.isolatedworkers.testing.Processes.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * A pool whose workers outlive it.
 */
class DetachedPoolTests {

	@TempDir
	private Path directory;

	private WorkerPool pool;

	@AfterEach
	void terminate() {
		if (this.pool != null) {
			this.pool.terminate();
		}
	}

	private WorkerPool start() {
		this.pool = DetachedPoolMain.start(state(), 3);
		return this.pool;
	}

	private Path state() {
		return this.directory.resolve("state/of/pool");
	}

	private List<Long> pids() {
		return this.pool.stats().workers().stream().map(WorkerStats::pid).toList();
	}

	@Test
	void theNextPoolFindsTheWorkersOfAHostThatWasKilledWithTheirState() throws Exception {
		Process host = new ProcessBuilder(ShortLived.java(DetachedPoolMain.class.getName(), state().toString()))
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
		List<Long> before = new ArrayList<>();
		BufferedReader output = host.inputReader();
		for (String line = output.readLine(); !"ready".equals(line); line = output.readLine()) {
			before.add(Long.parseLong(line));
		}
		Processes.kill(host.pid());
		assertThat(host.waitFor(60, TimeUnit.SECONDS)).isTrue();
		assertThat(start().contract(TestWorker.class).count()).isEqualTo(2);
		assertThat(pids()).isEqualTo(before);
	}

	@Test
	void closingLeavesTheWorkersAndTerminatingEndsThem() {
		start().close();
		List<Long> left = pids();
		assertThat(this.pool.isActive()).isFalse();
		assertThat(start().stats().workers()).extracting(WorkerStats::pid).doesNotContainNull();
		this.pool.terminate();
		assertThat(left).isNotEmpty();
		eventually().until(() -> left.stream().noneMatch(Processes::isAlive));
		assertThat(state().toFile().list((folder, name) -> name.endsWith(".json"))).isEmpty();
	}

	@Test
	void aWorkerThatIsGoneIsStartedAnew() {
		List<Long> before = pidsOf(start());
		this.pool.close();
		Processes.kill(before.get(1));
		eventually().until(() -> !Processes.isAlive(before.get(1)));
		List<Long> after = pidsOf(start());
		assertThat(after.get(0)).isEqualTo(before.get(0));
		assertThat(after.get(1)).isNotEqualTo(before.get(1));
		assertThat(after.get(2)).isEqualTo(before.get(2));
	}

	private static List<Long> pidsOf(WorkerPool pool) {
		return pool.stats().workers().stream().map(WorkerStats::pid).toList();
	}

	@Test
	void anAddressThatCannotBeReadIsReplaced() throws IOException {
		StateDirectory.open(state()).close();
		Files.writeString(state().resolve("detached-1.worker.json"), "{ nonsense");
		assertThat(start().contract(TestWorker.class).echo("hello")).isEqualTo("hello");
		assertThat(WorkerAddress.parse(Files.readString(state().resolve("detached-1.worker.json"))).pid())
			.isEqualTo(pids().get(0));
	}

	@Test
	void optionsThatAreNotDetachedAreRefusedAndLeaveNothing() {
		assertThatIllegalStateException()
			.isThrownBy(
					() -> WorkerPool
						.detached("attached", new ChildProcessDriver(),
								ShortLived.options(WorkerCommand.contract(TestWorker.class, TestWorkerImpl.class)),
								StateDirectory.open(state()))
						.options(PoolOptions.defaults().withSize(1))
						.start())
			.withMessageContaining("detached");
		eventually().until(() -> ProcessHandle.current().descendants().findAny().isEmpty());
		StateDirectory.open(state()).close();
	}

	@Test
	void oneStateDirectoryServesOnePool() {
		try (StateDirectory first = StateDirectory.open(state())) {
			assertThat(first).hasToString(state().toString());
			assertThatIllegalStateException().isThrownBy(() -> StateDirectory.open(state()))
				.withMessageContaining("is in use by another pool");
		}
		StateDirectory.open(state()).close();
	}

	@Test
	void aDirectoryThatOthersCanReadIsRefused() throws IOException {
		Path open = Files.createDirectory(this.directory.resolve("open"),
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---")));
		assertThatIllegalStateException().isThrownBy(() -> StateDirectory.open(open))
			.withMessageContaining("can be used by others (rwxr-x---)");
	}

	@Test
	void aWorkerThatLivesButRefusesIsNotForgotten() throws IOException {
		start().close();
		Path file = state().resolve("detached-2.worker.json");
		WorkerAddress address = WorkerAddress.parse(Files.readString(file));
		Files.writeString(file, new WorkerAddress(address.name(), address.driver(), address.socketPath(), address.pid(),
				address.startedAt(), "wrong")
			.toJson());
		assertThatExceptionOfType(WorkerStartException.class).isThrownBy(this::start)
			.withMessageContaining("token")
			.withMessageContaining("was left as it is and %s keeps its address".formatted(state()));
		assertThat(Processes.isAlive(address.pid())).isTrue();
		Files.writeString(file, address.toJson());
		assertThat(pidsOf(start())).contains(address.pid());
	}

}
