package io.isolatedworkers.pool;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

import io.isolatedworkers.client.CrashPolicy;
import io.isolatedworkers.client.RequestRefusedException;
import io.isolatedworkers.client.WorkerCrashedException;
import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.driver.SharedBuffer;
import io.isolatedworkers.driver.ShutdownReason;
import io.isolatedworkers.driver.process.ChildProcessDriver;
import io.isolatedworkers.driver.process.ChildProcessOptions;
import io.isolatedworkers.driver.process.WorkerCommand;
import io.isolatedworkers.driver.thread.ThreadDriver;
import io.isolatedworkers.driver.thread.ThreadOptions;
import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.socket.Backoff;
import io.isolatedworkers.socket.ConnectionOptions;
import io.isolatedworkers.testing.HidingMain;
import io.isolatedworkers.testing.Neighbour;
import io.isolatedworkers.testing.Processes;
import io.isolatedworkers.testing.ShortLived;
import io.isolatedworkers.testing.TestWorker;
import io.isolatedworkers.testing.TestWorkerImpl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.isolatedworkers.testing.Processes.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Workers that are kept started to take over.
 */
class SpareTests {

	private static final MessageType<Long, String> SLEEP = MessageType.of("sleep", Long.class, String.class);

	private static final MessageType<Void, Long> PID = MessageType.of("pid", Void.class, Long.class);

	private static final MessageType<Integer, String> EXIT = MessageType.of("exit", Integer.class, String.class);

	private static final WorkerCommand TEST_WORKER = WorkerCommand.contract(TestWorker.class, TestWorkerImpl.class);

	private static final Backoff SOON = Backoff.exponential(Duration.ofMillis(20), Duration.ofMillis(50));

	private final Queue<String> events = new ConcurrentLinkedQueue<>();

	private final WorkerOptions.Builder workerOptions = ShortLived.workerOptions()
		.cancelGrace(Duration.ofSeconds(60))
		.crashPolicy("pid", CrashPolicy.retry(2));

	private WorkerPool pool;

	@AfterEach
	void close() {
		if (this.pool != null) {
			this.pool.close();
		}
	}

	private WorkerPool start(int size, int spares) {
		return start(size, spares, WorkerPool.builder("tests", ShortLived.options(TEST_WORKER)));
	}

	private WorkerPool start(int size, int spares, WorkerPool.Builder<?> builder) {
		this.pool = builder.options(PoolOptions.defaults().withSize(size).withSpares(spares).withRestartBackoff(SOON))
			.workerOptions(this.workerOptions.build())
			.listener(new PoolListener() {

				@Override
				public void workerStarted(String pool, String workerId, boolean restart) {
					SpareTests.this.events.add(workerId + (restart ? " restarted" : " started"));
				}

				@Override
				public void spareTookOver(String pool, String workerId) {
					SpareTests.this.events.add(workerId + " took over in " + pool);
				}

				@Override
				public void workerDied(String pool, String workerId, ShutdownReason reason) {
					SpareTests.this.events.add(workerId + " died");
				}

			})
			.start();
		return this.pool;
	}

	/** A worker that cannot be started while a file exists. */
	private static WorkerPool.Builder<?> workersThatMayNotStart(Path switchedOff) {
		return WorkerPool.builder("tests",
				ShortLived.builder(TEST_WORKER)
					.commandPrefix("sh", "-c",
							"if [ -e '" + switchedOff + "' ]; then echo no licence >&2; exit 9; fi; exec \"$@\"", "sh")
					.build());
	}

	private List<Long> pids(WorkerState state) {
		return this.pool.stats()
			.workers()
			.stream()
			.filter((worker) -> worker.state() == state)
			.map(WorkerStats::pid)
			.map(Objects::requireNonNull)
			.toList();
	}

	private void awaitWhole() {
		eventually().until(() -> {
			PoolStats stats = this.pool.stats();
			return stats.count(WorkerState.READY) == stats.size() && stats.count(WorkerState.SPARE) == stats.spares();
		});
	}

	/** The listener is told after what is told can be seen. */
	private void awaitEvent(String event) {
		eventually().until(() -> this.events.contains(event));
	}

	@Test
	void aSpareThatWasThereBeforeTakesOver() {
		start(1, 1);
		awaitWhole();
		long serving = pids(WorkerState.READY).get(0);
		long spare = pids(WorkerState.SPARE).get(0);
		assertThat(this.pool.send(PID).join()).isEqualTo(serving);
		Processes.kill(serving);
		eventually().until(() -> this.pool.send(PID).join() != serving);
		assertThat(this.pool.send(PID).join()).isEqualTo(spare);
		awaitEvent("tests-2 took over in tests");
		awaitWhole();
		assertThat(pids(WorkerState.READY)).containsExactly(spare);
		assertThat(pids(WorkerState.SPARE)).doesNotContain(serving, spare).hasSize(1);
		awaitEvent("tests-1 restarted");
		assertThat(this.events).contains("tests-1 died");
	}

	@Test
	void whatTheDeadWorkerHadAndWhatWaitedGoesToTheSpare() throws Exception {
		start(1, 1);
		awaitWhole();
		long serving = pids(WorkerState.READY).get(0);
		long spare = pids(WorkerState.SPARE).get(0);
		Processes.stop(serving);
		List<CompletableFuture<Long>> requests = IntStream.range(0, 10).mapToObj((i) -> this.pool.send(PID)).toList();
		assertThat(this.pool.queued()).isEqualTo(9);
		Processes.kill(serving);
		assertThat(requests).allSatisfy((request) -> assertThat(request.join()).isEqualTo(spare));
	}

	@Test
	void aSpareGetsNoRequestsWhileTheOthersAreBusy() {
		start(1, 1);
		awaitWhole();
		awaitEvent("tests-2 started");
		CompletableFuture<String> running = this.pool.send(SLEEP, 600_000L);
		CompletableFuture<Long> waiting = this.pool.send(PID);
		assertThat(this.pool.queued()).isEqualTo(1);
		assertThat(waiting).isNotDone();
		running.cancel(true);
		assertThat(pids(WorkerState.READY)).containsExactly(waiting.join());
		assertThat(this.events).containsExactlyInAnyOrder("tests-1 started", "tests-2 started");
	}

	@Test
	void aSpareThatDiesIsReplacedAndNobodyElseNotices() {
		start(1, 2);
		awaitWhole();
		List<Long> serving = pids(WorkerState.READY);
		List<Long> spares = pids(WorkerState.SPARE);
		Processes.kill(spares.get(0));
		awaitEvent("tests-2 restarted");
		awaitWhole();
		assertThat(pids(WorkerState.READY)).isEqualTo(serving);
		assertThat(pids(WorkerState.SPARE)).hasSize(2).contains(spares.get(1)).doesNotContain(spares.get(0));
		assertThat(this.events).noneMatch((event) -> event.contains("took over"));
	}

	@Test
	void aRequestThatKillsItsWorkersUsesUpTheSparesAndThePoolRecovers() {
		this.workerOptions.crashPolicy("exit", CrashPolicy.retry(3));
		start(1, 1);
		awaitWhole();
		CompletionException crash = catchThrowableOfType(CompletionException.class,
				() -> this.pool.send(EXIT, 3).join());
		assertThat(crash.getCause()).isInstanceOf(WorkerCrashedException.class);
		awaitWhole();
		assertThat(pids(WorkerState.READY)).containsExactly(this.pool.send(PID).join());
	}

	@Test
	void severalMembersMayDieAtOnce() {
		start(2, 2);
		awaitWhole();
		List<Long> spares = pids(WorkerState.SPARE);
		pids(WorkerState.READY).forEach(Processes::kill);
		eventually().until(() -> pids(WorkerState.READY).equals(spares));
		awaitWhole();
		awaitEvent("tests-3 took over in tests");
		awaitEvent("tests-4 took over in tests");
	}

	@Test
	void aSpareThatCannotBeStartedKeepsNobodyFromWork(@TempDir Path directory) throws Exception {
		Path switchedOff = directory.resolve("off");
		start(1, 1, workersThatMayNotStart(switchedOff));
		awaitWhole();
		Files.createFile(switchedOff);
		Processes.kill(pids(WorkerState.SPARE).get(0));
		eventually().until(() -> String.valueOf(this.pool.stats().workers().get(1).lastFailure()).contains("exited"));
		assertThat(this.pool.send(PID).join()).isEqualTo(pids(WorkerState.READY).get(0));
		Files.delete(switchedOff);
		awaitWhole();
	}

	@Test
	void aMemberThatCannotBeStartedAgainIsMadeUpForByTheSpare(@TempDir Path directory) throws Exception {
		Path switchedOff = directory.resolve("off");
		start(1, 1, workersThatMayNotStart(switchedOff));
		awaitWhole();
		long spare = pids(WorkerState.SPARE).get(0);
		Files.createFile(switchedOff);
		Processes.kill(pids(WorkerState.READY).get(0));
		eventually().until(() -> String.valueOf(this.pool.stats().workers().get(0).lastFailure()).contains("exited"));
		assertThat(this.pool.send(PID).join()).isEqualTo(spare);
		Processes.kill(spare);
		eventually().until(() -> refuses());
		Files.delete(switchedOff);
		awaitWhole();
		assertThat(this.pool.send(PID).join()).isEqualTo(pids(WorkerState.READY).get(0));
	}

	private boolean refuses() {
		try {
			this.pool.send(PID).join();
			return false;
		}
		catch (CompletionException ex) {
			return ex.getCause() instanceof RequestRefusedException;
		}
	}

	@Test
	void thePoolIsStartedWithoutWaitingForItsSpares(@TempDir Path directory) {
		// Whoever comes first makes the directory, and nobody else can start then
		ChildProcessOptions process = ShortLived.builder(TEST_WORKER)
			.commandPrefix("sh", "-c", "mkdir '" + directory.resolve("taken") + "' || exit 9; exec \"$@\"", "sh")
			.build();
		start(1, 1, WorkerPool.builder("tests", process));
		assertThat(this.pool.send(PID).join()).isEqualTo(pids(WorkerState.READY).get(0));
		eventually().until(() -> String.valueOf(this.pool.stats().lastFailure()).contains("exited with code 9"));
		assertThat(this.pool.send(PID).join()).isEqualTo(pids(WorkerState.READY).get(0));
	}

	@Test
	void aSpareTakesOverFromAWorkerThatLostItsConnectionAndLives() {
		ConnectionOptions connection = new ConnectionOptions(5,
				Backoff.exponential(Duration.ofMinutes(10), Duration.ofMinutes(10)), true);
		ChildProcessOptions process = ShortLived.builder(WorkerCommand.mainClass(HidingMain.class.getName()))
			.connection(connection)
			.build();
		this.workerOptions.protocol(1).crashPolicy("pid", CrashPolicy.reject());
		start(1, 1, WorkerPool.builder("hiding", process));
		awaitWhole();
		this.pool.send(PID);
		eventually().until(() -> this.pool.stats().workers().get(0).state() == WorkerState.DISCONNECTED);
		assertThat(this.pool.isConnected()).isTrue();
		this.pool.send(PID);
		assertThat(this.events).contains("hiding-2 took over in hiding").doesNotContain("hiding-1 died");
	}

	@Test
	void closingLeavesNoProcess() {
		start(1, 2);
		awaitWhole();
		List<Long> pids = this.pool.stats().workers().stream().map(WorkerStats::pid).toList();
		this.pool.close();
		assertThat(pids).hasSize(3).doesNotContainNull().noneMatch(Processes::isAlive);
		assertThat(this.pool.stats().count(WorkerState.CLOSED)).isEqualTo(3);
	}

	@Test
	void closingWhileASpareIsStartedLeavesNoProcess() {
		start(1, 1);
		List<ProcessHandle> children = ProcessHandle.current().children().toList();
		this.pool.close();
		eventually().until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
	}

	@Test
	void threadsTakeOverToo() {
		ThreadOptions threads = ThreadOptions.contract(Neighbour.class, Neighbour.Impl.class).build();
		this.workerOptions.cancelGrace(Duration.ofMillis(100));
		start(1, 1, WorkerPool.builder("tests", new ThreadDriver(), threads));
		awaitWhole();
		assertThat(this.pool.contract(Neighbour.class).count()).isEqualTo(1);
		MessageType<SharedBuffer, String> stubborn = MessageType.of("stuckUntil", SharedBuffer.class, String.class);
		SharedBuffer released = SharedBuffer.allocate(1);
		try {
			this.pool.send(stubborn, released).cancel(true);
			assertThat(this.pool.contract(Neighbour.class).count()).as("another worker").isEqualTo(1);
			awaitEvent("tests-2 took over in tests");
		}
		finally {
			released.view().put(0, (byte) 1);
		}
	}

	@Test
	void whoeverIsLeftToALaterHostHasNoSpare(@TempDir Path directory) {
		Path state = directory.resolve("state");
		WorkerPool.Builder<?> builder = WorkerPool.detached("tests", new ChildProcessDriver(),
				ShortLived.builder(TEST_WORKER).detached(true).build(), StateDirectory.open(state));
		assertThatIllegalArgumentException().isThrownBy(() -> start(1, 1, builder))
			.withMessageContaining("Pool tests is to have 1 spares")
			.withMessageContaining("Set spares to 0");
		// Free for another pool
		StateDirectory.open(state).close();
	}

	@Test
	void aNumberBelowZeroIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> PoolOptions.defaults().withSpares(-1))
			.withMessage("Pool spares is -1; it must be at least 0");
	}

}
