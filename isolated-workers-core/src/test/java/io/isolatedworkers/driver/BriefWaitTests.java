package io.isolatedworkers.driver;

import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A moment before sleep.
 */
class BriefWaitTests {

	@Test
	void whatHasHappenedIsNotWaitedFor() {
		AtomicInteger looks = new AtomicInteger();
		assertThat(BriefWait.until(() -> looks.incrementAndGet() == 1)).isTrue();
		assertThat(looks).hasValue(1);
	}

	@Test
	void whatDoesNotHappenIsNotWaitedForForEver() {
		assertThat(BriefWait.until(() -> false)).isFalse();
	}

	@Test
	void anInterruptStaysAsItIs() {
		Thread.currentThread().interrupt();
		BriefWait.until(() -> false);
		assertThat(Thread.interrupted()).isTrue();
	}

}
