package io.isolatedworkers.pool;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whose turn it is.
 */
class LeastBusyTests {

	private static final int NONE = -1;

	private final LeastBusy order = new LeastBusy(100, 3);

	private int first() {
		return this.order.first((place) -> true);
	}

	@Test
	void withoutPlacesThereIsNoFirst() {
		assertThat(first()).isEqualTo(NONE);
	}

	@Test
	void thePlaceWithTheFewestRequestsIsFirst() {
		this.order.put(1, 2);
		this.order.put(2, 1);
		this.order.put(70, 0);
		assertThat(first()).isEqualTo(70);
		this.order.put(70, 2);
		assertThat(first()).isEqualTo(2);
		this.order.put(2, 2);
		assertThat(first()).isEqualTo(1);
	}

	@Test
	void equalPlacesGetTheSameNumberOfRequests() {
		int[] given = new int[100];
		IntStream.range(0, 100).forEach((place) -> this.order.put(place, 0));
		List<Integer> turns = new ArrayList<>();
		for (int i = 0; i < 200; i++) {
			int place = first();
			turns.add(place);
			this.order.put(place, ++given[place]);
		}
		assertThat(turns.subList(0, 100)).isSorted().doesNotHaveDuplicates();
		assertThat(given).containsOnly(2);
	}

	@Test
	void aPlaceIsNotFoundWhileItHasAllItTakes() {
		this.order.put(5, 2);
		this.order.put(5, 3);
		assertThat(first()).isEqualTo(NONE);
		this.order.put(5, 2);
		assertThat(first()).isEqualTo(5);
	}

	@Test
	void aPlaceThatIsTakenOutIsNotFoundWhateverItHad() {
		for (int requests = 0; requests <= 3; requests++) {
			this.order.put(4, requests);
			this.order.remove(4);
			assertThat(first()).isEqualTo(NONE);
		}
		this.order.put(4, 0);
		assertThat(first()).isEqualTo(4);
	}

	@Test
	void aPlaceThatCannotBeUsedIsLeftOutAndKeepsItsTurn() {
		this.order.put(3, 0);
		this.order.put(8, 0);
		this.order.put(9, 1);
		assertThat(this.order.first((place) -> place != 3)).isEqualTo(8);
		assertThat(this.order.first((place) -> place == 9)).isEqualTo(9);
		assertThat(first()).isEqualTo(3);
	}

	/** Against the plain way: look at each. */
	@RepeatedTest(20)
	void afterAnyChangesTheFirstIsTheOneThatLookingAtAllWouldFind(RepetitionInfo repetition) {
		Random random = new Random(repetition.getCurrentRepetition());
		int size = 1 + random.nextInt(150);
		int limit = 1 + random.nextInt(4);
		LeastBusy tested = new LeastBusy(size, limit);
		int[] requests = new int[size];
		Arrays.fill(requests, NONE);
		for (int i = 0; i < 1_000; i++) {
			int place = random.nextInt(size);
			requests[place] = random.nextInt(limit + 2) - 1;
			if (requests[place] == NONE) {
				tested.remove(place);
			}
			else {
				tested.put(place, requests[place]);
			}
			int unusable = random.nextInt(size);
			assertThat(tested.first((other) -> other != unusable)).isEqualTo(leastOf(requests, limit, unusable));
		}
	}

	private static int leastOf(int[] requests, int limit, int unusable) {
		int least = NONE;
		for (int place = 0; place < requests.length; place++) {
			boolean free = requests[place] >= 0 && requests[place] < limit && place != unusable;
			if (free && (least == NONE || requests[place] < requests[least])) {
				least = place;
			}
		}
		return least;
	}

}
