package io.isolatedworkers.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.Semaphore;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who receives for a future, and how it learns of its end.
 */
@Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD)
class ResponseFutureTests {

	private final Semaphore wakeUps = new Semaphore(0);

	private final CountDownLatch receiving = new CountDownLatch(1);

	private final CountDownLatch kept = new CountDownLatch(1);

	/** A source whose receiver sleeps until it is woken. */
	private final ResponseFuture.Source source = new ResponseFuture.Source() {

		@Override
		public void receive(ResponseFuture<?> future, long nanos) {
			ResponseFutureTests.this.receiving.countDown();
			ResponseFutureTests.this.wakeUps.acquireUninterruptibly();
		}

		@Override
		public void wakeReceiver() {
			ResponseFutureTests.this.wakeUps.release();
		}

		@Override
		public void keepReceiving() {
			ResponseFutureTests.this.kept.countDown();
		}

	};

	private final ResponseFuture<String> future = new ResponseFuture<>(() -> {
	}, () -> {
	}, this.source);

	@Test
	void aThreadThatReceivesIsWokenByASuccessOfAnotherThread() throws Exception {
		CompletableFuture<String> seen = joinInAnotherThread();
		this.future.succeed("answer");
		assertThat(seen.get()).isEqualTo("answer");
	}

	@Test
	void aThreadThatReceivesIsWokenByAFailureOfAnotherThread() throws Exception {
		CompletableFuture<String> seen = joinInAnotherThread();
		this.future.fail(new IllegalStateException("gone"));
		assertThat(seen.get()).contains("gone");
	}

	@Test
	void aThreadThatReceivesIsWokenByACancel() throws Exception {
		CompletableFuture<String> seen = joinInAnotherThread();
		this.future.cancel(true);
		assertThat(seen.get()).contains("Cancellation");
	}

	@Test
	void aSecondThreadThatWaitsDoesNotHideTheFirst() throws Exception {
		CompletableFuture<String> first = joinInAnotherThread();
		CompletableFuture<String> second = CompletableFuture.supplyAsync(this::join);
		while (this.future.getNumberOfDependents() == 0) {
			Thread.onSpinWait();
		}
		this.future.succeed("answer");
		assertThat(first.get()).isEqualTo("answer");
		assertThat(second.get()).isEqualTo("answer");
	}

	@Test
	void aDependentStageNeedsAReceiver() throws Exception {
		CompletableFuture<Integer> dependent = this.future.thenApply(String::length);
		this.kept.await();
		this.future.succeed("four");
		assertThat(dependent.get()).isEqualTo(4);
	}

	@Test
	void aStageNeverRunsOnTheThreadThatReadsAlthoughAnotherReceives() throws Exception {
		CompletableFuture<String> first = joinInAnotherThread();
		CompletableFuture<String> stage = this.future.thenApply((answer) -> Thread.currentThread().getName());
		this.future.succeed("answer");
		assertThat(first.get()).isEqualTo("answer");
		assertThat(stage.get()).startsWith("isolated-workers-callback");
	}

	@Test
	void aStageNeverRunsOnTheThreadThatReadsAlthoughOthersWait() throws Exception {
		CompletableFuture<String> first = joinInAnotherThread();
		CompletableFuture<String> second = CompletableFuture.supplyAsync(this::join);
		while (this.future.getNumberOfDependents() == 0) {
			Thread.onSpinWait();
		}
		CompletableFuture<String> stage = this.future.thenApply((answer) -> Thread.currentThread().getName());
		this.future.succeed("answer");
		assertThat(first.get()).isEqualTo("answer");
		assertThat(second.get()).isEqualTo("answer");
		assertThat(stage.get()).startsWith("isolated-workers-callback");
	}

	@Test
	void aThreadThatReceivesIsWokenByWhatIsCompletedLater() throws Exception {
		CompletableFuture<String> seen = joinInAnotherThread();
		this.future.completeAsync(() -> "made here");
		assertThat(seen.get()).isEqualTo("made here");
	}

	@Test
	void aThreadThatReceivesIsWokenByAFailureToCompleteLater() throws Exception {
		CompletableFuture<String> seen = joinInAnotherThread();
		this.future.completeAsync(() -> {
			throw new IllegalStateException("not made");
		});
		assertThat(seen.get()).contains("not made");
	}

	@Test
	void aThreadThatReceivesIsWokenByWhatIsForcedUponIt() throws Exception {
		CompletableFuture<String> seen = joinInAnotherThread();
		this.future.obtrudeValue("forced");
		assertThat(seen.get()).isEqualTo("forced");
	}

	@Test
	void aThreadThatReceivesIsWokenByAFailureThatIsForcedUponIt() throws Exception {
		CompletableFuture<String> seen = joinInAnotherThread();
		this.future.obtrudeException(new IllegalStateException("forced"));
		assertThat(seen.get()).contains("forced");
	}

	@Test
	void aPoolThatWaitsMakesUpForItsThread() throws Exception {
		ForkJoinPool pool = new ForkJoinPool(1);
		try {
			ForkJoinTask<String> waits = pool.submit(this::join);
			ForkJoinTask<?> answers = pool.submit(() -> this.future.succeed("answer"));
			answers.get();
			assertThat(waits.get()).isEqualTo("answer");
		}
		finally {
			pool.shutdownNow();
		}
	}

	private CompletableFuture<String> joinInAnotherThread() throws InterruptedException {
		CompletableFuture<String> seen = new CompletableFuture<>();
		Thread thread = new Thread(() -> seen.complete(join()));
		thread.setDaemon(true);
		thread.start();
		this.receiving.await();
		return seen;
	}

	private String join() {
		try {
			return this.future.join();
		}
		catch (RuntimeException ex) {
			return String.valueOf(ex);
		}
	}

}
