package io.isolatedworkers.socket;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Waits between attempts.
 */
class BackoffTests {

	@Test
	void theWaitDoublesUpToItsMaximumLessUpToHalf() {
		Backoff backoff = Backoff.exponential(Duration.ofMillis(100), Duration.ofSeconds(5));
		long[] longest = { 100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000, 5_000 };
		for (int attempt = 0; attempt < longest.length; attempt++) {
			for (int i = 0; i < 200; i++) {
				assertThat(backoff.delay(attempt)).isBetween(Duration.ofMillis(longest[attempt] / 2),
						Duration.ofMillis(longest[attempt]));
			}
		}
	}

	@Test
	void waitsDiffer() {
		Backoff backoff = Backoff.exponential(Duration.ofSeconds(1), Duration.ofSeconds(1));
		Set<Duration> waits = new HashSet<>();
		for (int i = 0; i < 100; i++) {
			waits.add(backoff.delay(0));
		}
		assertThat(waits).hasSizeGreaterThan(90);
	}

	@Test
	void noNumberOfAttemptsOverflows() {
		for (Duration first : new Duration[] { Duration.ofNanos(1), Duration.ofMillis(100), Duration.ofDays(365) }) {
			Backoff backoff = Backoff.exponential(first, Duration.ofDays(36_500));
			for (int attempt : new int[] { 40, 62, 63, 64, 100, Integer.MAX_VALUE }) {
				assertThat(backoff.delay(attempt)).as("%s after %d", first, attempt)
					.isBetween(first.dividedBy(2), Duration.ofDays(36_500));
			}
			assertThat(backoff.delay(Integer.MAX_VALUE)).isGreaterThanOrEqualTo(
					(first.compareTo(Duration.ofDays(1)) > 0) ? Duration.ofDays(18_250) : Duration.ofDays(17_000));
		}
	}

	@Test
	void noWaitIsAllowed() {
		assertThat(Backoff.exponential(Duration.ZERO, Duration.ofSeconds(1)).delay(100)).isZero();
		assertThat(Backoff.exponential(Duration.ofSeconds(1), Duration.ZERO).delay(3)).isZero();
	}

	@Test
	void negativeTimesAreRefusedByName() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> Backoff.exponential(Duration.ofMillis(-1), Duration.ofSeconds(5)))
			.withMessage("delay is PT-0.001S; it must not be negative");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> Backoff.exponential(Duration.ofMillis(1), Duration.ofSeconds(-5)))
			.withMessage("maxDelay is PT-5S; it must not be negative");
	}

	@Test
	void thereIsAtLeastOneAttempt() {
		Backoff backoff = (attempt) -> Duration.ZERO;
		assertThat(new ConnectionOptions(1, backoff).attempts()).isEqualTo(1);
		for (int attempts : new int[] { 0, -1 }) {
			assertThatIllegalArgumentException().isThrownBy(() -> new ConnectionOptions(attempts, backoff))
				.withMessage("connection attempts is %d; it must be at least 1".formatted(attempts));
		}
	}

	@Test
	void theDefaultsAreFiveAttemptsFrom100MillisecondsTo5Seconds() {
		ConnectionOptions options = ConnectionOptions.defaults();
		assertThat(options.attempts()).isEqualTo(5);
		assertThat(options.backoff().delay(0)).isBetween(Duration.ofMillis(50), Duration.ofMillis(100));
		assertThat(options.backoff().delay(20)).isBetween(Duration.ofMillis(2_500), Duration.ofSeconds(5));
	}

}
