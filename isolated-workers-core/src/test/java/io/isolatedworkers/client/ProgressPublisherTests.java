package io.isolatedworkers.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.isolatedworkers.driver.process.ChildProcessOptions;
import io.isolatedworkers.driver.process.WorkerCommand;
import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.message.TypeRef;
import io.isolatedworkers.testing.ProgressMain;
import io.isolatedworkers.testing.ProgressMain.Step;
import io.isolatedworkers.testing.ShortLived;
import io.isolatedworkers.testing.TestWorker;
import io.isolatedworkers.testing.TestWorkerImpl;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static io.isolatedworkers.testing.Processes.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Progress of a request as a publisher.
 */
class ProgressPublisherTests {

	private static final MessageType<Long, String> SLEEP = MessageType.of("sleep", Long.class, String.class);

	private static Worker worker;

	private final ProgressPublisher<Step> publisher = ProgressPublisher.of(Step.class);

	private final SendOptions options = SendOptions.defaults().withProgress(this.publisher);

	@BeforeAll
	static void start() {
		worker = Workers.start(ChildProcessOptions.of(WorkerCommand.mainClass(ProgressMain.class.getName())),
				ShortLived.workerOptions().build());
	}

	@AfterAll
	static void close() {
		worker.close();
	}

	private static <T> T answer(CompletableFuture<T> request) throws Exception {
		return request.get(30, TimeUnit.SECONDS);
	}

	private Recorder subscriber(long demand) {
		Recorder recorder = new Recorder(demand);
		this.publisher.subscribe(recorder);
		return recorder;
	}

	@Test
	void eachSubscriberGetsAllReportsInOrderAndThenTheEnd() throws Exception {
		Recorder one = subscriber(Long.MAX_VALUE);
		Recorder other = subscriber(Long.MAX_VALUE);
		assertThat(answer(worker.send(ProgressMain.COUNT, 500, this.options))).isEqualTo(500);
		for (Recorder recorder : List.of(one, other)) {
			assertThat(recorder.awaitEnd()).isNull();
			assertThat(recorder.numbers).containsExactlyElementsOf(IntStream.range(0, 500).boxed().toList());
		}
	}

	@Test
	void aSubscriberGetsNoMoreThanItAskedForAndHoldsUpNeitherItsRequestNorOthers() throws Exception {
		Recorder modest = subscriber(3);
		Recorder greedy = subscriber(Long.MAX_VALUE);
		assertThat(answer(worker.send(ProgressMain.COUNT, 2_000, this.options))).isEqualTo(2_000);
		assertThat(greedy.awaitEnd()).isNull();
		assertThat(greedy.numbers).hasSize(2_000);
		assertThat(modest.end).isNotDone();
		eventually().untilAsserted(() -> assertThat(modest.numbers).containsExactly(0, 1, 2));
		modest.subscription.request(Long.MAX_VALUE);
		assertThat(modest.awaitEnd()).isNull();
		assertThat(modest.numbers).hasSize(2_000).isSorted();
	}

	@Test
	void aSubscriberThatBlocksHoldsUpNeitherItsRequestNorOthers() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		Recorder blocking = new Recorder(Long.MAX_VALUE) {
			@Override
			public void onNext(Step step) {
				try {
					release.await();
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
				super.onNext(step);
			}
		};
		this.publisher.subscribe(blocking);
		assertThat(answer(worker.send(ProgressMain.COUNT, 1_000, this.options))).isEqualTo(1_000);
		assertThat(answer(worker.send(ProgressMain.COUNT, 1))).isZero();
		assertThat(blocking.numbers).isEmpty();
		release.countDown();
		assertThat(blocking.awaitEnd()).isNull();
		assertThat(blocking.numbers).hasSize(1_000);
	}

	@Test
	void afterTheEndASubscriberGetsJustTheEnd() throws Exception {
		Recorder early = subscriber(Long.MAX_VALUE);
		worker.send(ProgressMain.COUNT, 5, this.options).join();
		assertThat(early.awaitEnd()).isNull();
		Recorder late = subscriber(Long.MAX_VALUE);
		assertThat(late.awaitEnd()).isNull();
		assertThat(late.numbers).isEmpty();
	}

	@Test
	void aFailureOfTheHandlerIsTheEndAfterItsReports() throws Exception {
		Recorder recorder = subscriber(Long.MAX_VALUE);
		CompletableFuture<Integer> answer = worker.send(ProgressMain.COUNT, -500, this.options);
		CompletionException failure = catchThrowableOfType(CompletionException.class, answer::join);
		assertThat(recorder.awaitEnd()).isSameAs(failure.getCause()).isInstanceOf(RemoteWorkerException.class);
		assertThat(recorder.numbers).containsExactlyElementsOf(IntStream.range(0, 500).boxed().toList());
		Recorder late = subscriber(Long.MAX_VALUE);
		assertThat(late.awaitEnd()).isSameAs(failure.getCause());
	}

	@Test
	void aTimeoutAndACancellationAreAnEndToo() throws Exception {
		try (Worker sleeping = Workers.start(WorkerCommand.contract(TestWorker.class, TestWorkerImpl.class))) {
			Recorder timedOut = subscriber(Long.MAX_VALUE);
			sleeping.send(SLEEP, 600_000L, this.options.withTimeout(Duration.ofMillis(50)));
			assertThat(timedOut.awaitEnd()).isInstanceOf(RequestTimeoutException.class);

			ProgressPublisher<Step> next = ProgressPublisher.of(new TypeRef<>() {
			});
			Recorder cancelled = new Recorder(Long.MAX_VALUE);
			next.subscribe(cancelled);
			assertThat(sleeping.send(SLEEP, 600_000L, SendOptions.defaults().withProgress(next)).cancel(true)).isTrue();
			assertThat(cancelled.awaitEnd()).isInstanceOf(CancellationException.class).hasMessageContaining("'sleep'");
		}
	}

	@Test
	void anotherRequestWithTheSamePublisherIsRefusedAndHarmsNotTheFirst() throws Exception {
		Recorder recorder = subscriber(Long.MAX_VALUE);
		CompletableFuture<Integer> first = worker.send(ProgressMain.COUNT, 100, this.options);
		CompletionException failure = catchThrowableOfType(CompletionException.class,
				() -> worker.send(ProgressMain.COUNT, 1, this.options).join());
		assertThat(failure.getCause()).isInstanceOf(RequestRefusedException.class)
			.hasMessage("'count' was not sent: its ProgressPublisher belongs to another request. "
					+ "Make one for each request");
		assertThat(answer(first)).isEqualTo(100);
		assertThat(recorder.awaitEnd()).isNull();
		assertThat(recorder.numbers).hasSize(100);
	}

	@Test
	void aListenerAndAPublisherReplaceEachOther() {
		SendOptions listener = this.options.withProgress(Step.class, (step) -> {
		});
		assertThat(listener.publisher()).isNull();
		assertThat(listener.withProgress(this.publisher)).isEqualTo(this.options);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new SendOptions(null, listener.progress(), this.publisher))
			.withMessageContaining("not both");
	}

	private static class Recorder implements Flow.Subscriber<Step> {

		private final List<Integer> numbers = new CopyOnWriteArrayList<>();

		private final CompletableFuture<Throwable> end = new CompletableFuture<>();

		private final long demand;

		private volatile Flow.Subscription subscription;

		Recorder(long demand) {
			this.demand = demand;
		}

		/** What it ended with, {@code null} for a result. */
		Throwable awaitEnd() throws Exception {
			return this.end.get(30, TimeUnit.SECONDS);
		}

		@Override
		public void onSubscribe(Flow.Subscription subscription) {
			this.subscription = subscription;
			subscription.request(this.demand);
		}

		@Override
		public void onNext(Step step) {
			this.numbers.add(step.number());
		}

		@Override
		public void onError(Throwable failure) {
			this.end.complete(failure);
		}

		@Override
		public void onComplete() {
			this.end.complete(null);
		}

	}

}
