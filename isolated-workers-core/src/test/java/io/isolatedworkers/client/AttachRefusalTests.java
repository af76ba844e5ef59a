package io.isolatedworkers.client;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

import io.isolatedworkers.driver.WorkerAddress;
import io.isolatedworkers.driver.WorkerStartException;
import io.isolatedworkers.driver.process.ChildProcessDriver;
import io.isolatedworkers.driver.process.ChildProcessOptions;
import io.isolatedworkers.driver.process.WorkerCommand;
import io.isolatedworkers.socket.ConnectionOptions;
import io.isolatedworkers.testing.Processes;
import io.isolatedworkers.testing.ShortLived;
import io.isolatedworkers.testing.TestWorker;
import io.isolatedworkers.testing.TestWorkerImpl;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static io.isolatedworkers.testing.Processes.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Addresses that do not lead to the worker they name: each is refused, and whatever is
 * there stays as it is.
 */
class AttachRefusalTests {

	private static final ChildProcessOptions OPTIONS = ShortLived
		.builder(WorkerCommand.contract(TestWorker.class, TestWorkerImpl.class))
		.detached(true)
		.connection(new ConnectionOptions(2, (attempt) -> Duration.ofMillis(10)))
		.build();

	private DetachableWorker worker;

	private WorkerAddress address;

	private @Nullable Process bystander;

	@BeforeEach
	void startWorkerAndLeaveIt() {
		this.worker = Workers.start(OPTIONS, ShortLived.workerOptions().build());
		assertThat(this.worker.contract(TestWorker.class).count()).isEqualTo(1);
		this.address = this.worker.address();
		this.worker.disconnect();
		eventually().until(() -> !this.worker.isConnected());
	}

	@AfterEach
	void theWorkerIsUnharmed() {
		try (DetachableWorker closed = this.worker) {
			if (closed.isActive()) {
				closed.reconnect();
				assertThat(closed.contract(TestWorker.class).count()).isEqualTo(2);
			}
			assertThat(this.bystander == null || this.bystander.isAlive()).isTrue();
		}
		finally {
			if (this.bystander != null) {
				this.bystander.destroyForcibly();
			}
		}
	}

	private WorkerStartException refusalOf(WorkerAddress wrong) {
		return catchThrowableOfType(WorkerStartException.class,
				() -> Workers.attach(new ChildProcessDriver(), wrong, OPTIONS, WorkerOptions.defaults()));
	}

	private WorkerAddress with(long pid, @Nullable Instant startedAt) {
		return new WorkerAddress("other", this.address.driver(), this.address.socketPath(), pid, startedAt,
				this.address.token());
	}

	private ProcessHandle startBystander() throws IOException {
		this.bystander = new ProcessBuilder("sleep", "600").start();
		return this.bystander.toHandle();
	}

	@Test
	void aWorkerThatWasClosed() {
		this.worker.close();
		assertThat(refusalOf(this.address)).hasMessageContaining("(pid %d)".formatted(this.address.pid()))
			.hasMessageContaining("the worker is gone");
	}

	@Test
	void aProcessThatGotTheWorkersIdLater() throws Exception {
		assertThat(refusalOf(with(startBystander().pid(), Instant.EPOCH))).hasMessageContaining(
				"the worker was started at 1970-01-01T00:00:00Z, but the process that has its id now");
	}

	@Test
	void theWorkersOwnIdWithAnotherStart() {
		assertThat(refusalOf(with(this.address.pid(), this.address.startedAt().minusSeconds(60))))
			.hasMessageContaining("The worker is gone, or the system's clock was set since");
	}

	@Test
	@EnabledOnOs({ OS.LINUX, OS.MAC })
	void aProcessThatCannotBeToldApartByItsStartButDoesNotListen() throws Exception {
		ProcessHandle other = startBystander();
		assertThat(refusalOf(with(other.pid(), other.info().startInstant().orElse(null)))).hasMessageContaining(
				"the process at the other end of the socket is %d, not %d".formatted(this.address.pid(), other.pid()));
	}

	@Test
	void aWrongToken() {
		assertThat(refusalOf(new WorkerAddress("other", this.address.driver(), this.address.socketPath(),
				this.address.pid(), this.address.startedAt(), "0".repeat(64))))
			.hasMessageContaining("was refused: The token is not the one this worker was started with");
	}

	@Test
	void noToken() {
		assertThat(refusalOf(new WorkerAddress("other", this.address.driver(), this.address.socketPath(),
				this.address.pid(), this.address.startedAt(), null)))
			.hasMessageContaining("has no token");
	}

	@Test
	void anotherDriver() {
		assertThat(refusalOf(new WorkerAddress("other", "thread", this.address.socketPath(), this.address.pid(),
				this.address.startedAt(), this.address.token())))
			.hasMessageContaining("'thread'")
			.hasMessageContaining("'child-process'");
	}

	@Test
	void aSocketThatIsMissing() {
		assertThat(refusalOf(new WorkerAddress("other", this.address.driver(), Path.of("/tmp/none.sock"),
				this.address.pid(), this.address.startedAt(), this.address.token())))
			.hasMessageContaining("/tmp/none.sock is missing");
	}

	@Test
	void aWorkerThatHasAHost() {
		this.worker.reconnect();
		assertThat(refusalOf(this.address)).hasMessageContaining("failed 2 times: Another host is connected");
		assertThat(this.worker.isConnected()).isTrue();
	}

	@Test
	void afterARefusalTheRightAddressStillLeadsToTheWorker() {
		refusalOf(with(this.address.pid(), Instant.EPOCH));
		DetachableWorker again = Workers.attach(this.address, WorkerOptions.defaults());
		assertThat(again.address()).isEqualTo(this.address);
		again.disconnect();
		eventually().until(() -> !again.isConnected());
		assertThat(Processes.isAlive(this.address.pid())).isTrue();
	}

}
