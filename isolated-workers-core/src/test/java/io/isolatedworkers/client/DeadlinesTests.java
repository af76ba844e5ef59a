package io.isolatedworkers.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static io.isolatedworkers.testing.Processes.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The timer of requests.
 */
class DeadlinesTests {

	private static final Duration LONG = Duration.ofHours(1);

	private final Deadlines deadlines = new Deadlines("isolated-workers-timer-test");

	private final List<Probe> expired = Collections.synchronizedList(new ArrayList<>());

	@Test
	void deadlinesExpireInTheOrderOfTheirTimesAndNeverEarly() {
		CountDownLatch added = keepBusy();
		List<Probe> probes = new ArrayList<>();
		for (int millis : new int[] { 90, 10, 70, 10, 50, 30, 20, 80, 60, 40 }) {
			probes.add(new Probe(Duration.ofMillis(millis)));
		}
		probes.forEach(this.deadlines::add);
		added.countDown();
		eventually().until(() -> this.expired.size() == probes.size());
		probes.sort((one, other) -> Long.compare(one.at - other.at, 0));
		assertThat(this.expired).containsExactlyElementsOf(probes);
		assertThat(probes).allSatisfy(Probe::assertExpiredOnceAndNotEarly);
	}

	@Test
	void anEarlierDeadlineWakesTheThread() {
		this.deadlines.add(new Probe(LONG));
		awaitAsleep();
		Probe earlier = new Probe(Duration.ofMillis(1));
		this.deadlines.add(earlier);
		eventually().until(() -> this.expired.contains(earlier));
		assertThat(this.deadlines.size()).isEqualTo(1);
	}

	@Test
	void noDeadlineIsTooLongOrTooShort() {
		for (Duration delay : List.of(Duration.ofSeconds(Long.MAX_VALUE), Duration.ofNanos(Long.MAX_VALUE),
				Duration.ofSeconds(Long.MIN_VALUE), Duration.ZERO, Duration.ofNanos(-1))) {
			this.deadlines.add(new Probe(delay));
		}
		eventually().until(() -> this.expired.size() == 3);
		awaitAsleep();
		assertThat(this.deadlines.size()).isEqualTo(2);
		assertThat(this.expired).hasSize(3);
	}

	@Test
	void whatIsRemovedDoesNotExpireAndIsForgottenAtOnce() {
		CountDownLatch added = keepBusy();
		Probe removed = new Probe(Duration.ofMillis(20));
		this.deadlines.add(removed);
		assertThat(this.deadlines.remove(removed)).isTrue();
		assertThat(this.deadlines.size()).isZero();
		assertThat(this.deadlines.remove(removed)).isFalse();
		Probe later = new Probe(Duration.ofMillis(40));
		this.deadlines.add(later);
		added.countDown();
		eventually().until(() -> this.expired.contains(later));
		assertThat(this.expired).containsExactly(later);
		assertThat(this.deadlines.remove(later)).isFalse();
	}

	/**
	 * What has the same timeout as all before is what a stream of requests consists of.
	 */
	@Test
	void deadlinesAfterTheFirstDoNotWakeTheThread() {
		this.deadlines.add(new Probe(LONG));
		awaitAsleep();
		long wakeUps = this.deadlines.wakeUps();
		for (int i = 0; i < 1_000; i++) {
			Probe probe = new Probe(LONG);
			this.deadlines.add(probe);
			this.deadlines.remove(probe);
		}
		assertThat(this.deadlines.wakeUps()).isEqualTo(wakeUps);
	}

	@Test
	void aTaskThatThrowsHarmsNobody() {
		for (Throwable failure : List.of(new IllegalStateException("on purpose"), new StackOverflowError(),
				new ThreadDeath())) {
			this.deadlines.after(Duration.ofMillis(1), () -> DeadlinesTests.<RuntimeException>sneak(failure));
		}
		Probe after = new Probe(Duration.ofMillis(10));
		this.deadlines.add(after);
		eventually().until(() -> this.expired.contains(after));
	}

	@SuppressWarnings("unchecked")
	private static <T extends Throwable> void sneak(Throwable failure) throws T {
		throw (T) failure;
	}

	@Test
	void aHundredThousandDeadlinesAreKeptInOrder() {
		List<Probe> probes = new ArrayList<>();
		Random random = new Random(42);
		for (int i = 0; i < 100_000; i++) {
			probes.add(new Probe(Duration.ofSeconds(10).plusNanos(random.nextInt(1_000_000_000))));
		}
		DeadlineHeap heap = new DeadlineHeap();
		probes.forEach(heap::add);
		Collections.shuffle(probes, random);
		List<Probe> removed = probes.subList(0, 50_000);
		removed.forEach((probe) -> assertThat(heap.remove(probe)).isTrue());
		removed.forEach((probe) -> assertThat(heap.remove(probe)).isFalse());
		List<Deadline> rest = new ArrayList<>(probes.subList(50_000, 100_000));
		rest.sort((one, other) -> Long.compare(one.at - other.at, 0));
		assertThat(heap.size()).isEqualTo(rest.size());
		for (Deadline next : rest) {
			Deadline first = heap.first();
			assertThat(first).isNotNull();
			assertThat(first.at).isEqualTo(next.at);
			assertThat(heap.remove(first)).isTrue();
		}
		assertThat(heap.first()).isNull();
	}

	@Test
	void eachOfManyDeadlinesEitherExpiresOrIsRemoved() throws Exception {
		AtomicInteger removals = new AtomicInteger();
		CountDownLatch done = new CountDownLatch(4);
		List<Probe> all = Collections.synchronizedList(new ArrayList<>());
		for (int thread = 0; thread < 4; thread++) {
			Random random = new Random(thread);
			new Thread(() -> {
				List<Probe> mine = new ArrayList<>();
				for (int i = 0; i < 25_000; i++) {
					Probe probe = new Probe(Duration.ofNanos(random.nextInt(2_000_000)));
					mine.add(probe);
					this.deadlines.add(probe);
					Probe candidate = mine.get(random.nextInt(mine.size()));
					if (this.deadlines.remove(candidate)) {
						candidate.removed.incrementAndGet();
						removals.incrementAndGet();
					}
				}
				all.addAll(mine);
				done.countDown();
			}).start();
		}
		assertThat(done.await(1, TimeUnit.MINUTES)).isTrue();
		eventually().until(() -> this.deadlines.size() == 0 && this.expired.size() + removals.get() >= all.size());
		assertThat(all).allSatisfy((probe) -> assertThat(probe.calls.get() + probe.removed.get()).isEqualTo(1));
		assertThat(removals.get()).isPositive();
		assertThat(this.expired).allSatisfy(Probe::assertExpiredOnceAndNotEarly);
	}

	/** Has the thread of the timer do nothing until the latch is opened. */
	private CountDownLatch keepBusy() {
		CountDownLatch end = new CountDownLatch(1);
		this.deadlines.after(Duration.ZERO, () -> {
			try {
				end.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		});
		eventually().until(() -> this.deadlines.size() == 0);
		return end;
	}

	private void awaitAsleep() {
		eventually().until(this.deadlines::isAsleep);
	}

	private final class Probe extends Deadline {

		private final AtomicInteger calls = new AtomicInteger();

		private final AtomicInteger removed = new AtomicInteger();

		private volatile long calledAt;

		Probe(Duration delay) {
			super(System.nanoTime(), delay);
		}

		@Override
		void expire() {
			this.calledAt = System.nanoTime();
			this.calls.incrementAndGet();
			DeadlinesTests.this.expired.add(this);
		}

		void assertExpiredOnceAndNotEarly() {
			assertThat(this.calls).hasValue(1);
			assertThat(this.calledAt - this.at).isNotNegative();
		}

	}

}
