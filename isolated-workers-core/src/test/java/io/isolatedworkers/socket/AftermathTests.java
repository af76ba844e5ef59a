package io.isolatedworkers.socket;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What depends on frames that were read.
 */
class AftermathTests {

	private static final int MANY = 10_000;

	private final List<Runnable> elsewhere = new ArrayList<>();

	private final List<String> ran = new ArrayList<>();

	private final Aftermath aftermath = new Aftermath();

	private boolean add(Runnable task) {
		return this.aftermath.add(task, this.elsewhere::add);
	}

	@Test
	void tasksRunInOrderAndOnce() {
		assertThat(add(() -> this.ran.add("first"))).isTrue();
		assertThat(add(() -> this.ran.add("second"))).isTrue();
		this.aftermath.run();
		this.aftermath.run();
		assertThat(this.ran).containsExactly("first", "second");
		assertThat(this.aftermath.isEmpty()).isTrue();
		assertThat(this.elsewhere).isEmpty();
	}

	@Test
	void whatATaskLeavesBehindRunsElsewhere() {
		add(this.aftermath::leave);
		add(() -> this.ran.add("left"));
		this.aftermath.run();
		assertThat(this.ran).isEmpty();
		this.elsewhere.forEach(Runnable::run);
		assertThat(this.ran).containsExactly("left");
	}

	@Test
	void aTaskThatFailsKeepsNoOtherFromRunning() {
		Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> this.ran.add(failure.getMessage()));
		try {
			add(() -> {
				throw new IllegalStateException("failed");
			});
			add(() -> this.ran.add("second"));
			this.aftermath.run();
		}
		finally {
			Thread.currentThread().setUncaughtExceptionHandler(null);
		}
		assertThat(this.ran).containsExactly("failed", "second");
	}

	@Test
	void whereTasksTakeLongThoseThatFollowAreNotTakenForAWhile() {
		Runnable slow = () -> LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
		assertThat(add(slow)).isTrue();
		this.aftermath.run();
		assertThat(add(slow)).isFalse();
		int refused = 1;
		while (!add(slow) && refused < MANY) {
			refused++;
		}
		assertThat(refused).isLessThan(MANY);
		// It took long again: the pause is longer
		this.aftermath.run();
		int refusedNext = 0;
		while (!add(slow) && refusedNext < MANY) {
			refusedNext++;
		}
		assertThat(refusedNext).isBetween(refused + 1, MANY - 1);
	}

}
