package io.isolatedworkers.socket;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

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
		int first = refusedAfterSlowOnes();
		// Whether that has changed is tried after ever more of them
		assertThat(refusedAfterSlowOnes()).isGreaterThan(first);
	}

	private int refusedAfterSlowOnes() {
		Runnable slow = () -> LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
		for (int i = 0; i < MANY && add(slow); i++) {
			this.aftermath.run();
		}
		int refused = 1;
		while (!add(slow) && refused < MANY) {
			refused++;
		}
		assertThat(refused).isLessThan(MANY);
		return refused;
	}

	@Test
	void whereATaskStillRunsNoFurtherOneIsTaken() {
		List<Boolean> taken = new ArrayList<>();
		add(() -> {
			// Another thread has the role by now
			this.aftermath.leave();
			taken.add(add(() -> this.ran.add("not taken")));
		});
		this.aftermath.run();
		assertThat(taken).containsExactly(false);
	}

	@Test
	void aTaskThatNobodyTakesIsNotLost() {
		this.aftermath.add(() -> this.ran.add("run"), (task) -> {
			throw new IllegalStateException("no thread");
		});
		assertThatIllegalStateException().isThrownBy(this.aftermath::leave);
		this.aftermath.run();
		assertThat(this.ran).containsExactly("run");
	}

}
