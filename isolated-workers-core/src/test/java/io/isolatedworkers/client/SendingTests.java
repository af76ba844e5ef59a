package io.isolatedworkers.client;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.annotation.JsonValue;
import io.isolatedworkers.driver.DisconnectBehavior;
import io.isolatedworkers.driver.process.ChildProcessOptions;
import io.isolatedworkers.driver.process.WorkerCommand;
import io.isolatedworkers.message.Direction;
import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.message.Middleware;
import io.isolatedworkers.message.TransactionIdGenerator;
import io.isolatedworkers.pool.PoolOptions;
import io.isolatedworkers.pool.WorkerPool;
import io.isolatedworkers.serializer.SerializationException;
import io.isolatedworkers.testing.ShortLived;
import io.isolatedworkers.testing.TestWorker;
import io.isolatedworkers.testing.TestWorkerImpl;
import org.junit.jupiter.api.Test;

import static io.isolatedworkers.testing.Processes.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What goes wrong while a request is sent harms that request and nothing else.
 */
class SendingTests {

	private static final MessageType<String, String> ECHO = MessageType.of("echo", String.class, String.class);

	private static final MessageType<Void, Integer> COUNT = MessageType.of("count", Void.class, Integer.class);

	private static final int MANY = 2_000;

	private static final ChildProcessOptions TEST_WORKER = ShortLived
		.options(WorkerCommand.contract(TestWorker.class, TestWorkerImpl.class));

	private static WorkerPool poolOfOne(WorkerOptions options) {
		return WorkerPool.builder("sending", TEST_WORKER)
			.workerOptions(options)
			.options(PoolOptions.defaults().withSize(1))
			.start();
	}

	private static SerializationException failureOf(CompletableFuture<?> request) {
		return (SerializationException) assertThatExceptionOfType(CompletionException.class).isThrownBy(request::join)
			.withCauseInstanceOf(SerializationException.class)
			.actual()
			.getCause();
	}

	@Test
	void aGeneratorOfTransactionIdsThatFailsTakesNoWorkerAway() {
		AtomicInteger calls = new AtomicInteger();
		TransactionIdGenerator generator = (message) -> switch (calls.incrementAndGet()) {
			case 1 -> throw new IllegalStateException("no ids left");
			case 2 -> null;
			default -> "id-" + calls;
		};
		try (WorkerPool pool = poolOfOne(WorkerOptions.builder().transactionIds(generator).build())) {
			assertThat(failureOf(pool.send(ECHO, "1"))).hasMessage("'echo' was not sent: no ids left");
			assertThat(failureOf(pool.send(ECHO, "2"))).hasMessageContaining("returned null");
			assertThat(pool.send(ECHO, "3").join()).isEqualTo("3");
			assertThat(pool.pending()).isZero();
		}
	}

	@Test
	void anErrorInAPayloadHarmsNeitherItsWorkerNorWhatWaits() {
		MessageType<Broken, String> broken = MessageType.of("echo", Broken.class, String.class);
		try (WorkerPool pool = poolOfOne(WorkerOptions.defaults())) {
			long pid = pool.stats().workers().get(0).pid();
			CompletableFuture<String> busy = pool.send(MessageType.of("sleep", Long.class, String.class), 200L);
			CompletableFuture<String> waiting = pool.send(broken, new Broken());
			CompletableFuture<String> next = pool.send(ECHO, "next");
			assertThat(busy.join()).isNotNull();
			assertThat(failureOf(waiting)).hasMessageContaining("com/example/Missing");
			assertThat(next.join()).isEqualTo("next");
			assertThat(failureOf(pool.send(broken, new Broken()))).hasMessageContaining("com/example/Missing");
			assertThat(pool.send(ECHO, "alive").join()).isEqualTo("alive");
			assertThat(pool.stats().workers().get(0).pid()).isEqualTo(pid);
		}
	}

	@Test
	void aRequestThatIsGivenUpWhileItIsSerializedIsCancelledInTheWorker() {
		MessageType<SlowToWrite, String> sleep = MessageType.of("sleep", SlowToWrite.class, String.class);
		SlowToWrite payload = new SlowToWrite();
		try (Worker worker = Workers.start(TEST_WORKER, WorkerOptions.defaults())) {
			assertThat(worker.send(ECHO, "first").join()).isEqualTo("first");
			CompletableFuture<CompletableFuture<String>> sent = CompletableFuture
				.supplyAsync(() -> worker.send(sleep, payload, SendOptions.timeout(Duration.ofSeconds(2))));
			eventually().until(() -> worker.inFlight() == 1 && worker.pending() == 0);
			payload.goOn.countDown();
			assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> sent.join().join())
				.withCauseInstanceOf(RequestTimeoutException.class);
			eventually().until(() -> worker.inFlight() == 0);
			assertThat(worker.contract(TestWorker.class).wasInterrupted()).isTrue();
		}
	}

	@Test
	void whatIsInTheMiddlewareWhenTheConnectionIsLostIsNotSentAfterwards() {
		CompletableFuture<Void> gate = new CompletableFuture<>();
		AtomicInteger messages = new AtomicInteger();
		Middleware slow = Middleware
			.async((message, direction) -> (direction == Direction.SEND && messages.incrementAndGet() == 1)
					? gate.thenApply((opened) -> message) : CompletableFuture.<Message>completedFuture(message));
		ChildProcessOptions keepAlive = ShortLived
			.builder(WorkerCommand.contract(TestWorker.class, TestWorkerImpl.class))
			.disconnectBehavior(DisconnectBehavior.KEEP_ALIVE)
			.build();
		try (ReconnectableWorker worker = Workers.start(keepAlive, WorkerOptions.builder().middleware(slow).build())) {
			CompletableFuture<Integer> early = worker.send(COUNT);
			worker.disconnect();
			worker.reconnect();
			assertThatExceptionOfType(CompletionException.class).isThrownBy(early::join)
				.withCauseInstanceOf(WorkerDisconnectedException.class);
			gate.complete(null);
			assertThat(worker.send(COUNT).join()).isEqualTo(1);
		}
	}

	@Test
	void aCallbackThatBlocksKeepsNoOtherAnswerBack() throws InterruptedException {
		Thread sending = Thread.currentThread();
		AtomicBoolean first = new AtomicBoolean(true);
		CountDownLatch others = new CountDownLatch(MANY - 1);
		CountDownLatch blocked = new CountDownLatch(1);
		try (Worker worker = Workers.start(TEST_WORKER, WorkerOptions.defaults())) {
			for (int i = 0; i < MANY; i++) {
				worker.send(ECHO, "x").thenAccept((answer) -> {
					// Where the answer is there already it runs here
					if (Thread.currentThread() != sending && first.getAndSet(false)) {
						awaitQuietly(others);
						assertThat(worker.send(ECHO, "within").join()).isEqualTo("within");
						blocked.countDown();
					}
					else {
						others.countDown();
					}
				});
			}
			assertThat(others.await(1, TimeUnit.MINUTES)).isTrue();
			assertThat(worker.send(ECHO, "y").join()).isEqualTo("y");
			assertThat(blocked.await(1, TimeUnit.MINUTES)).isTrue();
		}
	}

	/** Otherwise one could wait for what a callback below it on the stack holds. */
	@Test
	void aCallbackThatWaitsForAnAnswerRunsNoOtherMeanwhile() throws InterruptedException {
		Set<Thread> within = ConcurrentHashMap.newKeySet();
		AtomicInteger nested = new AtomicInteger();
		CountDownLatch done = new CountDownLatch(MANY);
		try (Worker worker = Workers.start(TEST_WORKER, WorkerOptions.defaults())) {
			for (int i = 0; i < MANY; i++) {
				worker.send(ECHO, "x").thenAccept((answer) -> {
					if (!within.add(Thread.currentThread())) {
						nested.incrementAndGet();
					}
					worker.send(ECHO, "y").join();
					within.remove(Thread.currentThread());
					done.countDown();
				});
			}
			assertThat(done.await(1, TimeUnit.MINUTES)).isTrue();
		}
		assertThat(nested).hasValue(0);
	}

	/** Its own answer may then depend on what it reads. */
	@Test
	void middlewareThatWaitsForAnotherWorkersAnswerGetsIt() {
		try (Worker other = Workers.start(TEST_WORKER, WorkerOptions.defaults())) {
			Middleware asking = (message, direction) -> {
				CompletableFuture<String> answer = other.send(ECHO, "asked");
				CompletableFuture<Void> stage = answer.thenAccept((text) -> {
				});
				assertThat(answer.join()).isEqualTo("asked");
				stage.join();
				return message;
			};
			try (Worker worker = Workers.start(TEST_WORKER, WorkerOptions.builder().middleware(asking).build())) {
				CompletableFuture<String> answer = worker.send(ECHO, "x");
				assertThat(answer.orTimeout(1, TimeUnit.MINUTES).join()).isEqualTo("x");
			}
		}
	}

	private static void awaitQuietly(CountDownLatch latch) {
		try {
			assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	@Test
	void aTimeoutLongerThanTimeItselfIsNoError() {
		try (WorkerPool pool = poolOfOne(
				WorkerOptions.builder().requestTimeout(Duration.ofSeconds(Long.MAX_VALUE)).build())) {
			assertThat(pool.send(ECHO, "x").join()).isEqualTo("x");
			assertThat(pool.pending()).isZero();
		}
	}

	/** Lacks a class. */
	static final class Broken {

		@JsonValue
		String value() {
			throw new NoClassDefFoundError("com/example/Missing");
		}

	}

	/** Takes its time to be serialized. */
	static final class SlowToWrite {

		private final CountDownLatch goOn = new CountDownLatch(1);

		@JsonValue
		long value() throws InterruptedException {
			this.goOn.await();
			return 600_000;
		}

	}

}
