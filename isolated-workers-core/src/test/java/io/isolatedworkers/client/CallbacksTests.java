package io.isolatedworkers.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

import io.isolatedworkers.driver.LibraryThreads;
import org.junit.jupiter.api.Test;

import static io.isolatedworkers.testing.Processes.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What runs the dependents of answers.
 */
class CallbacksTests {

	private static final int MANY = 100_000;

	private static final Duration LONG = Duration.ofMinutes(1);

	private final Set<Thread> made = ConcurrentHashMap.newKeySet();

	private final List<Throwable> uncaught = Collections.synchronizedList(new ArrayList<>());

	private final LibraryThreads factory = new LibraryThreads("isolated-workers-callback-test");

	private final Executor threads = (task) -> {
		Thread thread = this.factory.newThread(task);
		thread.setUncaughtExceptionHandler((failed, failure) -> this.uncaught.add(failure));
		this.made.add(thread);
		thread.start();
	};

	private final Callbacks callbacks = new Callbacks(this.threads, LONG);

	/**
	 * A thread that does not get the processor for a while looks like a task that blocks,
	 * so only the order within each thread is certain on a machine that is busy.
	 */
	@Test
	void aHundredThousandTasksRunOnceAndInOrderOnFewThreads() throws Exception {
		AtomicIntegerArray runs = new AtomicIntegerArray(MANY);
		Map<Thread, Integer> last = new ConcurrentHashMap<>();
		AtomicInteger disorder = new AtomicInteger();
		CountDownLatch done = new CountDownLatch(MANY);
		for (int i = 0; i < MANY; i++) {
			int number = i;
			this.callbacks.execute(() -> {
				runs.incrementAndGet(number);
				Integer before = last.put(Thread.currentThread(), number);
				if (before != null && before > number) {
					disorder.incrementAndGet();
				}
				done.countDown();
			});
		}
		assertThat(done.await(1, TimeUnit.MINUTES)).isTrue();
		for (int i = 0; i < MANY; i++) {
			assertThat(runs.get(i)).isEqualTo(1);
		}
		assertThat(disorder).hasValue(0);
		assertThat(this.made).hasSizeLessThan(MANY / 100);
	}

	@Test
	void aTaskMayWaitForOneBehindIt() throws Exception {
		CountDownLatch behind = new CountDownLatch(1);
		CountDownLatch done = new CountDownLatch(2);
		this.callbacks.execute(() -> {
			awaitQuietly(behind);
			done.countDown();
		});
		this.callbacks.execute(() -> {
			behind.countDown();
			done.countDown();
		});
		assertThat(done.await(1, TimeUnit.MINUTES)).isTrue();
	}

	@Test
	void aTaskThatBlocksForEverStopsNoneOfThoseThatComeLater() throws Exception {
		CountDownLatch never = new CountDownLatch(1);
		CountDownLatch blocked = new CountDownLatch(1);
		this.callbacks.execute(() -> {
			blocked.countDown();
			awaitQuietly(never);
		});
		assertThat(blocked.await(1, TimeUnit.MINUTES)).isTrue();
		for (int i = 0; i < 100; i++) {
			CountDownLatch done = new CountDownLatch(1);
			this.callbacks.execute(done::countDown);
			assertThat(done.await(1, TimeUnit.MINUTES)).isTrue();
		}
		never.countDown();
	}

	@Test
	void tasksThatAllBlockRunSideBySide() throws Exception {
		int count = 200;
		CyclicBarrier all = new CyclicBarrier(count);
		CountDownLatch done = new CountDownLatch(count);
		for (int i = 0; i < count; i++) {
			this.callbacks.execute(() -> {
				try {
					all.await(1, TimeUnit.MINUTES);
					done.countDown();
				}
				catch (Exception ex) {
					this.uncaught.add(ex);
				}
			});
		}
		assertThat(done.await(1, TimeUnit.MINUTES)).isTrue();
		assertThat(this.uncaught).isEmpty();
	}

	@Test
	void manyThreadsAddTasksSomeOfWhichBlockAndEachRunsOnce() throws Exception {
		int submitters = 4;
		AtomicIntegerArray runs = new AtomicIntegerArray(MANY);
		CountDownLatch done = new CountDownLatch(MANY);
		CountDownLatch release = new CountDownLatch(1);
		for (int submitter = 0; submitter < submitters; submitter++) {
			int first = submitter;
			new Thread(() -> {
				for (int i = first; i < MANY; i += submitters) {
					int number = i;
					this.callbacks.execute(() -> {
						if (number % (MANY / 10) == 0) {
							awaitQuietly(release);
						}
						runs.incrementAndGet(number);
						done.countDown();
					});
				}
			}).start();
		}
		eventually().until(() -> done.getCount() == 10);
		release.countDown();
		assertThat(done.await(1, TimeUnit.MINUTES)).isTrue();
		for (int i = 0; i < MANY; i++) {
			assertThat(runs.get(i)).isEqualTo(1);
		}
	}

	@Test
	void aTaskThatThrowsIsToldAndHarmsNoOther() throws Exception {
		CountDownLatch done = new CountDownLatch(1);
		AtomicBoolean interrupted = new AtomicBoolean();
		RuntimeException exception = new IllegalStateException("on purpose");
		Error error = new StackOverflowError("on purpose");
		// From within one, so that they run one right after the other
		this.callbacks.execute(() -> {
			this.callbacks.execute(() -> {
				Thread.currentThread().interrupt();
				throw error;
			});
			this.callbacks.execute(() -> {
				interrupted.set(Thread.currentThread().isInterrupted());
				done.countDown();
			});
			throw exception;
		});
		assertThat(done.await(1, TimeUnit.MINUTES)).isTrue();
		assertThat(interrupted).isFalse();
		assertThat(this.uncaught).containsExactlyInAnyOrder(exception, error);
	}

	@Test
	void aThreadWithNothingToDoEndsAndAnotherIsMadeWhenThereIs() throws Exception {
		Callbacks brief = new Callbacks(this.threads, Duration.ofMillis(1));
		for (int i = 0; i < 50; i++) {
			CountDownLatch done = new CountDownLatch(1);
			brief.execute(done::countDown);
			assertThat(done.await(1, TimeUnit.MINUTES)).isTrue();
			if (i % 10 == 0) {
				eventually().until(() -> this.made.stream().noneMatch(Thread::isAlive));
			}
		}
		assertThat(this.made).hasSizeGreaterThanOrEqualTo(5).allMatch(Thread::isDaemon);
	}

	@Test
	void aThreadThatWasNeverMadeIsReplaced() throws Exception {
		AtomicBoolean first = new AtomicBoolean(true);
		Callbacks overflowing = new Callbacks((task) -> {
			if (first.getAndSet(false)) {
				throw new StackOverflowError("on purpose");
			}
			this.threads.execute(task);
		}, LONG);
		CountDownLatch done = new CountDownLatch(2);
		assertThatExceptionOfType(StackOverflowError.class).isThrownBy(() -> overflowing.execute(done::countDown));
		overflowing.execute(done::countDown);
		assertThat(done.await(1, TimeUnit.MINUTES)).isTrue();
	}

	@Test
	void tasksRunWhereTheyAreAddedIfNoThreadCanBeMade() {
		AtomicBoolean refuse = new AtomicBoolean(true);
		Callbacks withoutThreads = new Callbacks((task) -> {
			if (refuse.get()) {
				throw new OutOfMemoryError("on purpose");
			}
			this.threads.execute(task);
		}, LONG);
		List<Thread> ran = Collections.synchronizedList(new ArrayList<>());
		withoutThreads.execute(() -> ran.add(Thread.currentThread()));
		assertThat(ran).containsExactly(Thread.currentThread());
		refuse.set(false);
		withoutThreads.execute(() -> ran.add(Thread.currentThread()));
		eventually().until(() -> ran.size() == 2);
		assertThat(ran.get(1)).isNotSameAs(Thread.currentThread());
	}

	private static void awaitQuietly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
