package io.isolatedworkers.pool;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * The places of a pool that can take a request, in the order in which they get one: those
 * with the fewest requests first, among equal ones the first of the pool. So a pool that
 * has little to do keeps few workers warm instead of all of them lukewarm. Finding and
 * moving a place costs about the same however large the pool is, and writes as little
 * memory as can be: mostly one core gives places away, and another takes them back. Not
 * safe for use by several threads.
 */
final class LeastBusy {

	private static final int ABSENT = -1;

	private final int limit;

	/** How many requests each place has, {@link #ABSENT} for those that take none. */
	private final int[] requests;

	/** By number of requests, the places that have so many, one bit each. */
	private final List<long[]> levels = new ArrayList<>();

	/** No level below this one has a place. */
	private int lowest;

	/**
	 * Makes an order without places.
	 * @param places how many there can be
	 * @param limit how many requests a place takes
	 */
	LeastBusy(int places, int limit) {
		this.limit = limit;
		this.requests = new int[places];
		Arrays.fill(this.requests, ABSENT);
	}

	/**
	 * Puts a place where it belongs, wherever it was before. One that has as many
	 * requests as it takes is not found until it has fewer.
	 */
	void put(int place, int requests) {
		int before = this.requests[place];
		int now = (requests < this.limit) ? requests : ABSENT;
		if (now == before) {
			return;
		}
		if (before != ABSENT) {
			this.levels.get(before)[place / Long.SIZE] &= ~(1L << place);
		}
		this.requests[place] = now;
		if (now != ABSENT) {
			while (this.levels.size() <= now) {
				this.levels.add(new long[this.requests.length / Long.SIZE + 1]);
			}
			this.levels.get(now)[place / Long.SIZE] |= 1L << place;
			if (now < this.lowest) {
				this.lowest = now;
			}
		}
	}

	/** Takes a place out. */
	void remove(int place) {
		put(place, this.limit);
	}

	/**
	 * Finds the place whose turn it is.
	 * @param usable whether a place can be used now
	 * @return the place, or -1 if none is left
	 */
	int first(IntPredicate usable) {
		boolean none = true;
		for (int level = this.lowest; level < this.levels.size(); level++) {
			long[] places = this.levels.get(level);
			for (int i = 0; i < places.length; i++) {
				for (long left = places[i]; left != 0; left &= left - 1) {
					none = false;
					int place = i * Long.SIZE + Long.numberOfTrailingZeros(left);
					if (usable.test(place)) {
						return place;
					}
				}
			}
			if (none) {
				this.lowest = level + 1;
			}
		}
		return ABSENT;
	}

}
