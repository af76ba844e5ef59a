package io.isolatedworkers.driver;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * One step at a time, in order.
 */
class SerialQueueTests {

	@Test
	void stepsOfManyThreadsNeverOverlapAndNoneIsLost() {
		SerialQueue queue = new SerialQueue(Runnable::run);
		AtomicInteger inside = new AtomicInteger();
		AtomicInteger overlaps = new AtomicInteger();
		// Not safe for several threads, and need not be
		List<Integer> done = new ArrayList<>();
		IntStream.range(0, 20_000).parallel().forEach((i) -> queue.add(() -> {
			overlaps.addAndGet(inside.getAndIncrement());
			done.add(i);
			inside.decrementAndGet();
		}));
		queue.add(() -> done.add(-1));
		assertThat(overlaps).hasValue(0);
		assertThat(done).hasSize(20_001).doesNotHaveDuplicates().last().isEqualTo(-1);
	}

	@Test
	void aStepThatAddsAStepIsFinishedFirst() {
		SerialQueue queue = new SerialQueue(Runnable::run);
		List<String> done = new ArrayList<>();
		queue.add(() -> {
			queue.add(() -> done.add("second"));
			done.add("first");
		});
		assertThat(done).containsExactly("first", "second");
	}

	@Test
	void aStepThatFailsKeepsNoOtherFromRunning() {
		SerialQueue queue = SerialQueue.held(Runnable::run);
		List<Integer> done = new ArrayList<>();
		queue.add(() -> {
			throw new OutOfMemoryError("just now");
		});
		queue.add(() -> done.add(1));
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(queue::begin).withMessage("just now");
		queue.add(() -> done.add(2));
		assertThat(done).containsExactly(1, 2);
	}

	@Test
	void aHeldQueueKeepsItsStepsUntilItBegins() {
		SerialQueue queue = SerialQueue.held(Runnable::run);
		List<Integer> done = new ArrayList<>();
		queue.add(() -> done.add(1));
		queue.add(() -> done.add(2));
		assertThat(done).isEmpty();
		queue.begin();
		queue.add(() -> done.add(3));
		assertThat(done).containsExactly(1, 2, 3);
	}

}
