package io.isolatedworkers.socket;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

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
	void aFunctionIsAskedFromZeroOnAndCapped() {
		List<Integer> asked = new ArrayList<>();
		Backoff backoff = ((Backoff) (attempt) -> {
			asked.add(attempt);
			return Duration.ofSeconds(attempt);
		}).atMost(Duration.ofMillis(1_500));
		assertThat(IntStream.range(0, 4).mapToObj(backoff::checkedDelay)).containsExactly(Duration.ZERO,
				Duration.ofSeconds(1), Duration.ofMillis(1_500), Duration.ofMillis(1_500));
		assertThat(asked).containsExactly(0, 1, 2, 3);
		assertThatIllegalArgumentException().isThrownBy(() -> backoff.atMost(Duration.ofNanos(-1)))
			.withMessage("maxDelay is PT-0.000000001S; it must not be negative");
	}

	@Test
	void aFunctionThatAnswersNoWaitIsRefusedWithItsAnswerCappedOrNot() {
		for (Duration answer : new Duration[] { null, Duration.ofMillis(-1), Duration.ofSeconds(Long.MIN_VALUE) }) {
			Backoff backoff = (attempt) -> answer;
			for (Backoff asked : List.of(backoff, backoff.atMost(Duration.ofSeconds(1)))) {
				assertThatIllegalStateException().isThrownBy(() -> asked.checkedDelay(3))
					.withMessage(
							"The backoff function answered %s for attempt 3; it must answer a wait of zero or more",
							answer);
			}
		}
	}

	@Test
	void aFunctionOfNumbersIsRefusedWhatIsNoNumberOfMilliseconds() {
		for (double answer : new double[] { Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.5 }) {
			Backoff backoff = Backoff.ofMillis((attempt) -> answer).atMost(Duration.ofSeconds(1));
			assertThatIllegalStateException().isThrownBy(() -> backoff.checkedDelay(2))
				.withMessage("The backoff function answered %s for attempt 2; it must answer a finite number of "
						+ "milliseconds, zero or more", answer);
		}
	}

	@Test
	void aFunctionOfNumbersAnswersMilliseconds() {
		Backoff backoff = Backoff.ofMillis((attempt) -> 10 * Math.pow(1.5, attempt));
		assertThat(backoff.delay(0)).isEqualTo(Duration.ofMillis(10));
		assertThat(backoff.delay(2)).isEqualTo(Duration.ofNanos(22_500_000));
		assertThat(Backoff.ofMillis((attempt) -> -0.0).delay(0)).isZero();
		assertThat(Backoff.ofMillis((attempt) -> Double.MAX_VALUE).atMost(Duration.ofSeconds(5)).checkedDelay(0))
			.isEqualTo(Duration.ofSeconds(5));
	}

	@Test
	void waitsLongerThanNanosecondsCanCountOverflowNowhere() {
		Duration longest = Duration.ofSeconds(Long.MAX_VALUE);
		assertThat(((Backoff) (attempt) -> longest).checkedDelay(0).toNanos()).isEqualTo(Long.MAX_VALUE);
		assertThat(((Backoff) (attempt) -> longest).atMost(longest).checkedDelay(0).toNanos())
			.isEqualTo(Long.MAX_VALUE);
		Backoff exponential = Backoff.exponential(longest, longest);
		for (int attempt : new int[] { 0, 1, 100 }) {
			assertThat(exponential.checkedDelay(attempt).toNanos()).isGreaterThanOrEqualTo(Long.MAX_VALUE / 2);
		}
		assertThat(Backoff.exponential(Duration.ofSeconds(1), longest).checkedDelay(0)).isPositive();
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
