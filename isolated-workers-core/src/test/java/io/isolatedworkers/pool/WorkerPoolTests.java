package io.isolatedworkers.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.isolatedworkers.client.Request;
import io.isolatedworkers.client.RequestRefusedException;
import io.isolatedworkers.client.RequestTimeoutException;
import io.isolatedworkers.client.SendOptions;
import io.isolatedworkers.client.WorkerClosedException;
import io.isolatedworkers.client.WorkerCrashedException;
import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.driver.ShutdownReason;
import io.isolatedworkers.driver.WorkerStartException;
import io.isolatedworkers.driver.process.ChildProcessOptions;
import io.isolatedworkers.driver.process.WorkerCommand;
import io.isolatedworkers.driver.thread.ThreadDriver;
import io.isolatedworkers.driver.thread.ThreadOptions;
import io.isolatedworkers.message.Delivery;
import io.isolatedworkers.message.Direction;
import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.message.Middleware;
import io.isolatedworkers.message.WorkerException;
import io.isolatedworkers.socket.Backoff;
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
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Many workers as one.
 */
class WorkerPoolTests {

	private static final long FOR_LONG = 600_000;

	private static final MessageType<Long, String> SLEEP = MessageType.of("sleep", Long.class, String.class);

	private static final MessageType<String, String> ECHO = MessageType.of("echo", String.class, String.class);

	private static final MessageType<Integer, String> EXIT = MessageType.of("exit", Integer.class, String.class);

	private static final ChildProcessOptions TEST_WORKER = ShortLived
		.options(WorkerCommand.contract(TestWorker.class, TestWorkerImpl.class));

	private static final WorkerOptions PATIENT = ShortLived.workerOptions().cancelGrace(Duration.ofSeconds(60)).build();

	private final Queue<String> events = new ConcurrentLinkedQueue<>();

	private WorkerPool pool;

	@AfterEach
	void close() {
		if (this.pool != null) {
			this.pool.close();
		}
	}

	private WorkerPool start(PoolOptions options) {
		this.pool = WorkerPool.builder("tests", TEST_WORKER)
			.options(options)
			.workerOptions(PATIENT)
			.listener(new PoolListener() {

				@Override
				public void requestEnded(String pool, String messageType, Request.Outcome outcome, Duration duration) {
					WorkerPoolTests.this.events.add(messageType + " " + outcome);
				}

				@Override
				public void workerStarted(String pool, String workerId, boolean restart) {
					WorkerPoolTests.this.events.add(workerId + (restart ? " restarted" : " started"));
				}

				@Override
				public void workerDied(String pool, String workerId, ShutdownReason reason) {
					WorkerPoolTests.this.events.add(workerId + " died");
				}

			})
			.start();
		return this.pool;
	}

	private static PoolOptions size(int size) {
		return PoolOptions.defaults().withSize(size);
	}

	private static WorkerException failureOf(CompletableFuture<?> request) {
		return (WorkerException) catchThrowableOfType(CompletionException.class, request::join).getCause();
	}

	private Set<Long> pids() {
		return this.pool.stats()
			.workers()
			.stream()
			.map(WorkerStats::pid)
			.filter(Objects::nonNull)
			.collect(Collectors.toSet());
	}

	private void awaitWhole() {
		eventually().until(() -> this.pool.stats().count(WorkerState.READY) == this.pool.stats().size());
	}

	@Test
	void onlyWhatWasNotSentIsRejected() {
		start(size(1));
		CompletableFuture<String> running = this.pool.send(SLEEP, 600_000L);
		CompletableFuture<String> waiting = this.pool.send(ECHO, "never sent");
		this.pool.close();
		assertThat(failureOf(running).delivery()).isEqualTo(Delivery.MAYBE_EXECUTED);
		assertThat(failureOf(waiting).delivery()).isEqualTo(Delivery.NOT_SENT);
		assertThat(this.events).contains("sleep FAILED", "echo REJECTED");
	}

	@Test
	void requestsGoToAllWorkers() {
		start(size(2));
		TestWorker contract = this.pool.contract(TestWorker.class);
		List<CompletableFuture<String>> busy = List.of(this.pool.send(SLEEP, FOR_LONG),
				this.pool.send(SLEEP, FOR_LONG));
		assertThat(this.pool.stats().workers()).extracting(WorkerStats::pending).containsExactly(1, 1);
		busy.forEach((request) -> request.cancel(true));
		assertThat(pids()).hasSize(2).contains(contract.pid());
		assertThat(this.events).contains("tests-1 started", "tests-2 started", "sleep CANCELLED", "pid SUCCESS");
	}

	@Test
	void aWorkerGetsAsManyRequestsAtATimeAsAllowed() {
		start(size(1).withConcurrency(3));
		List<CompletableFuture<String>> running = Stream.generate(() -> this.pool.send(SLEEP, FOR_LONG))
			.limit(3)
			.toList();
		List<CompletableFuture<String>> waiting = Stream.generate(() -> this.pool.send(SLEEP, 1L)).limit(2).toList();
		assertThat(this.pool.queued()).isEqualTo(2);
		assertThat(this.pool.pending()).isEqualTo(5);
		running.forEach((request) -> request.cancel(true));
		assertThat(waiting).allSatisfy((request) -> assertThat(request.join()).isEqualTo("slept"));
		assertThat(this.pool.pending()).isZero();
	}

	@Test
	void whatWaitsIsServedInOrder() {
		start(size(1));
		Queue<Integer> order = new ConcurrentLinkedQueue<>();
		List<CompletableFuture<?>> requests = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			int number = i;
			requests.add(this.pool.send(ECHO, "x").thenAccept((text) -> order.add(number)));
		}
		requests.forEach(CompletableFuture::join);
		assertThat(order).hasSize(20);
		assertThat(this.pool.stats().workers().get(0).completed()).isEqualTo(20);
	}

	@Test
	void aFullQueueRefusesAtOnce() {
		start(size(1).withQueueCapacity(1));
		CompletableFuture<String> running = this.pool.send(SLEEP, FOR_LONG);
		CompletableFuture<String> waiting = this.pool.send(ECHO, "waits");
		WorkerException refusal = failureOf(this.pool.send(ECHO, "too much"));
		assertThat(refusal).isInstanceOf(RequestRefusedException.class)
			.hasMessageContaining("Pool tests refused 'echo'")
			.hasMessageContaining("queue capacity");
		assertThat(refusal.delivery()).isEqualTo(Delivery.NOT_SENT);
		assertThat(running).isNotDone();
		running.cancel(true);
		assertThat(waiting.join()).isEqualTo("waits");
		assertThat(this.events).contains("echo REJECTED");
	}

	/** Even if the thread that brought the answer is not done with it. */
	@Test
	void whoHasTheAnswerFindsTheWorkerFree() {
		this.pool = WorkerPool
			.builder("tests", new ThreadDriver(),
					ThreadOptions.contract(TestWorker.class, TestWorkerImpl.class).build())
			.options(size(1).withQueueCapacity(0))
			.start();
		for (int i = 0; i < 5_000; i++) {
			assertThat(this.pool.send(ECHO, "again").join()).isEqualTo("again");
		}
		// Nor does an answer that cannot be read change that
		MessageType<String, Integer> unreadable = MessageType.of(ECHO.name(), String.class, Integer.class);
		for (int i = 0; i < 5_000; i++) {
			assertThat(failureOf(this.pool.send(unreadable, "no number")))
				.isNotInstanceOf(RequestRefusedException.class);
		}
	}

	@Test
	void aRequestThatWaitsTooLongTimesOutAndLeavesTheQueue() {
		start(size(1));
		CompletableFuture<String> running = this.pool.send(SLEEP, FOR_LONG);
		WorkerException timeout = failureOf(this.pool.send(ECHO, "late", SendOptions.timeout(Duration.ofMillis(100))));
		assertThat(timeout).isInstanceOf(RequestTimeoutException.class).hasMessageContaining("no worker was free");
		assertThat(timeout.delivery()).isEqualTo(Delivery.NOT_SENT);
		assertThat(this.pool.queued()).isZero();
		CompletableFuture<String> cancelled = this.pool.send(ECHO, "cancelled");
		cancelled.cancel(true);
		assertThat(this.pool.queued()).isZero();
		assertThat(running).isNotDone();
	}

	@Test
	void aDeadWorkerIsReplacedAndLosesOnlyWhatItHad() {
		start(size(2));
		List<CompletableFuture<String>> requests = new ArrayList<>();
		for (int i = 0; i < 500; i++) {
			requests.add(this.pool.send(SLEEP, 2L));
		}
		eventually().until(() -> this.pool.stats().workers().get(0).completed() > 20);
		long victim = this.pool.stats().workers().get(0).pid();
		Processes.kill(victim);
		int crashed = 0;
		for (CompletableFuture<String> request : requests) {
			try {
				assertThat(request.join()).isEqualTo("slept");
			}
			catch (CompletionException ex) {
				crashed++;
				assertThat(ex.getCause()).isInstanceOf(WorkerCrashedException.class)
					.hasMessageContaining("tests-1")
					.hasMessageContaining("pid " + victim)
					.hasMessageContaining("SIGKILL")
					.hasMessageContaining("'sleep'");
			}
		}
		assertThat(crashed).isLessThanOrEqualTo(1);
		// Who is asked before the death is noticed says that all is well
		eventually().until(() -> this.events.contains("tests-1 restarted"));
		awaitWhole();
		assertThat(pids()).doesNotContain(victim).hasSize(2);
		assertThat(this.pool.stats().workers().get(0).restarts()).isEqualTo(1);
		assertThat(this.pool.stats().lastFailure()).contains("SIGKILL");
		assertThat(this.events).contains("tests-1 died");
	}

	@Test
	void aWorkerThatKeepsDyingIsReplacedEachTime() {
		start(size(1).withRestartBackoff((attempt) -> Duration.ofMillis(10)));
		for (int i = 1; i <= 5; i++) {
			assertThat(failureOf(this.pool.send(EXIT, i))).isInstanceOf(WorkerCrashedException.class)
				.hasMessageContaining("exited with code " + i);
		}
		assertThat(this.pool.send(ECHO, "alive").join()).isEqualTo("alive");
		assertThat(this.pool.stats().workers().get(0).restarts()).isEqualTo(5);
	}

	@Test
	void onlyAWorkerThatHadAnsweredIsReplacedAtOnce() {
		Queue<Integer> waits = new ConcurrentLinkedQueue<>();
		start(size(1).withRestartBackoff((attempt) -> {
			waits.add(attempt);
			return Duration.ZERO;
		}));
		failureOf(this.pool.send(EXIT, 1));
		failureOf(this.pool.send(EXIT, 1));
		assertThat(this.pool.send(ECHO, "alive").join()).isEqualTo("alive");
		assertThat(waits).containsExactly(0, 1);
		failureOf(this.pool.send(EXIT, 1));
		assertThat(failureOf(this.pool.send(MessageType.of("fail", String.class, String.class), "answered")))
			.hasMessage("answered");
		failureOf(this.pool.send(EXIT, 1));
		assertThat(this.pool.send(ECHO, "alive").join()).isEqualTo("alive");
		assertThat(waits).containsExactly(0, 1);
	}

	@Test
	void aRestartBackoffThatFailsKeepsNoPlaceEmpty() {
		start(size(1).withRestartBackoff((attempt) -> Duration.ofMillis(-1)));
		failureOf(this.pool.send(EXIT, 1));
		assertThat(this.pool.send(ECHO, "alive").join()).isEqualTo("alive");
	}

	@Test
	void whenNoRequestIsLeftTheFuturesOfAllAreComplete() throws Exception {
		start(size(2));
		for (int i = 0; i < 200; i++) {
			List<CompletableFuture<String>> futures = Stream.generate(() -> this.pool.send(ECHO, "x"))
				.limit(20)
				.toList();
			assertThat(this.pool.awaitIdle(Duration.ofSeconds(30))).isTrue();
			assertThat(futures).allMatch(CompletableFuture::isDone);
		}
	}

	@Test
	void aRequestWhoseAnswerIsInTheMiddlewareHasNotEnded() throws Exception {
		CompletableFuture<Void> letPass = new CompletableFuture<>();
		CompletableFuture<String> answer = sendWithAnswerHeldUntil(letPass);
		assertThat(this.pool.awaitIdle(Duration.ofMillis(50))).isFalse();
		letPass.complete(null);
		assertThat(this.pool.awaitIdle(Duration.ofSeconds(30))).isTrue();
		assertThat(answer).isCompletedWithValue("x");
	}

	@Test
	void whoWaitsForAnAnswerInTheMiddlewareNeedNotWaitOnceThePoolIsClosed() throws Exception {
		sendWithAnswerHeldUntil(new CompletableFuture<>());
		closeWhileSomebodyWaits();
	}

	/** Returns when the answer is in the middleware. */
	private CompletableFuture<String> sendWithAnswerHeldUntil(CompletableFuture<Void> letPass) {
		CompletableFuture<Void> arrived = new CompletableFuture<>();
		this.pool = WorkerPool.builder("tests", TEST_WORKER)
			.options(size(1))
			.workerOptions(WorkerOptions.builder().middleware(Middleware.async((message, direction) -> {
				if (direction == Direction.SEND) {
					return CompletableFuture.completedFuture(message);
				}
				arrived.complete(null);
				return letPass.thenApply((passed) -> message);
			})).build())
			.start();
		CompletableFuture<String> answer = this.pool.send(ECHO, "x");
		arrived.join();
		return answer;
	}

	@Test
	void whoWaitsForTheLastRequestNeedNotWaitOnceThePoolIsClosed() throws Exception {
		start(size(1));
		this.pool.send(SLEEP, 600_000L);
		closeWhileSomebodyWaits();
	}

	private void closeWhileSomebodyWaits() throws Exception {
		CompletableFuture<Boolean> idle = new CompletableFuture<>();
		Thread waiting = new Thread(() -> {
			try {
				idle.complete(this.pool.awaitIdle(Duration.ofHours(1)));
			}
			catch (InterruptedException ex) {
				idle.completeExceptionally(ex);
			}
		});
		waiting.start();
		eventually().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
		this.pool.close();
		assertThat(idle.get(30, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void whoClosesAPoolThatIsBeingClosedWaitsForItsEndToo() {
		start(size(1));
		Set<Long> pids = pids();
		this.pool.send(MessageType.of("ignoreInterrupts", Long.class, String.class), 600_000L);
		CompletableFuture<Void> first = CompletableFuture.runAsync(this.pool::close);
		eventually().until(() -> !this.pool.isActive());
		this.pool.close();
		assertThat(pids).noneMatch(Processes::isAlive);
		first.join();
	}

	@Test
	void aPoolWhoseWorkersCannotBeStartedAnyMoreRefusesAndRecovers(@TempDir java.nio.file.Path directory)
			throws Exception {
		java.nio.file.Path switchedOff = directory.resolve("off");
		ChildProcessOptions process = ShortLived.builder(WorkerCommand.contract(TestWorker.class, TestWorkerImpl.class))
			.commandPrefix("sh", "-c",
					"if [ -e '" + switchedOff + "' ]; then echo no licence >&2; exit 9; fi; exec \"$@\"", "sh")
			.build();
		this.pool = WorkerPool.builder("tests", process)
			.options(size(1).withRestartBackoff(Backoff.exponential(Duration.ofMillis(20), Duration.ofMillis(50))))
			.start();
		java.nio.file.Files.createFile(switchedOff);
		failureOf(this.pool.send(EXIT, 1));
		eventually().until(() -> failureOf(this.pool.send(ECHO, "?")) instanceof RequestRefusedException);
		assertThat(failureOf(this.pool.send(ECHO, "?"))).hasMessageContaining("no licence")
			.hasCauseInstanceOf(WorkerStartException.class);
		java.nio.file.Files.delete(switchedOff);
		awaitWhole();
		assertThat(this.pool.send(ECHO, "back").join()).isEqualTo("back");
	}

	@Test
	void aWorkerThatDoesNotStartFailsThePoolAndLeavesNoProcess() {
		assertThatExceptionOfType(WorkerStartException.class)
			.isThrownBy(() -> WorkerPool
				.builder("tests", ChildProcessOptions.of(WorkerCommand.executable("sh", "-c", "echo $$ >&2; exit 5")))
				.start())
			.withMessageContaining("tests-")
			.withMessageContaining("exited with code 5");
	}

	@Test
	void closingEndsWhatRunsAndWhatWaitsAndAllProcesses() {
		start(size(2));
		Set<Long> pids = pids();
		List<CompletableFuture<String>> requests = IntStream.range(0, 6)
			.mapToObj((i) -> this.pool.send(SLEEP, 60_000L))
			.toList();
		this.pool.close();
		requests.forEach((request) -> assertThat(failureOf(request)).isInstanceOf(WorkerClosedException.class)
			.hasMessageStartingWith("Worker closed"));
		assertThat(pids).noneMatch(Processes::isAlive);
		assertThat(failureOf(this.pool.send(ECHO, "late"))).isInstanceOf(WorkerClosedException.class);
		assertThat(this.pool.isActive()).isFalse();
		assertThat(this.pool.pending()).isZero();
		assertThat(this.events).doesNotContain("tests-1 died", "tests-2 died");
		this.pool.close();
	}

	@Test
	void aStuckWorkerIsReplacedSoThatThePoolGoesOn() {
		this.pool = WorkerPool.builder("tests", TEST_WORKER)
			.options(size(1))
			.workerOptions(ShortLived.workerOptions().cancelGrace(Duration.ofMillis(300)).build())
			.start();
		assertThat(this.pool.send(ECHO, "first").join()).isEqualTo("first");
		MessageType<Long, String> stubborn = MessageType.of("ignoreInterrupts", Long.class, String.class);
		assertThat(failureOf(this.pool.send(stubborn, 60_000L, SendOptions.timeout(Duration.ofSeconds(2)))))
			.isInstanceOf(RequestTimeoutException.class);
		assertThat(this.pool.send(ECHO, "next").join()).isEqualTo("next");
		assertThat(this.pool.stats().lastFailure()).contains("ignoreInterrupts");
	}

	@Test
	void callbacksMayBlockAndCallThePoolAgain() {
		start(size(1));
		CompletableFuture<String> chained = this.pool.send(ECHO, "first")
			.thenApply((text) -> text + this.pool.contract(TestWorker.class).echo(" second"));
		assertThat(chained.join()).isEqualTo("first second");
	}

	@Test
	void aBadNameIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> WorkerPool.builder("no spaces", TEST_WORKER))
			.withMessageContaining("'no spaces'");
	}

}
