package io.isolatedworkers.data;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MovePaceTests {

	private final MovePace pace = new MovePace();

	@Test
	void batchesAreAsLargeAsAskedForWhileTheyAreShort() {
		this.pace.took(10_000, MovePace.AIM);
		assertThat(this.pace.rows(10_000)).isEqualTo(10_000);
		assertThat(this.pace.rows(Move.MAX_BATCH_SIZE)).isEqualTo(Move.MAX_BATCH_SIZE);
		assertThat(this.pace.rows(1)).isOne();
	}

	@Test
	void batchThatTookTooLongMakesTheNextSmaller() {
		this.pace.took(10_000, MovePace.AIM.multipliedBy(4));
		assertThat(this.pace.rows(10_000)).isEqualTo(2_500);
		assertThat(this.pace.rows(100)).isEqualTo(100);
	}

	@Test
	void batchesThatAreShortAgainBecomeLarger() {
		this.pace.took(10_000, MovePace.AIM.multipliedBy(4));
		this.pace.took(2_500, Duration.ofMillis(1));
		assertThat(this.pace.rows(10_000)).isEqualTo(5_000);
		this.pace.took(5_000, Duration.ofMillis(1));
		assertThat(this.pace.rows(10_000)).isEqualTo(10_000);
	}

	@Test
	void batchesNeverBecomeTiny() {
		this.pace.took(10_000, Duration.ofMinutes(1));
		this.pace.took(1_000, Duration.ofMinutes(1));
		this.pace.took(3, Duration.ofMinutes(1));
		assertThat(this.pace.rows(10_000)).isEqualTo(MovePace.LEAST_ROWS);
	}

}
