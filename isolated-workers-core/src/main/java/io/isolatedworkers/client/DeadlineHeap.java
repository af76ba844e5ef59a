package io.isolatedworkers.client;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Deadlines, of which the first is at hand. What is later than all others, as a new
 * request mostly is, is added and removed in one step, anything else in a number of steps
 * that grows with the logarithm of the size. Safe for use by several threads.
 * <p>
 * Changes call nothing once they have begun, and the lock is a monitor: a stack that
 * overflows here leaves neither a half-made change nor a lock behind.
 */
final class DeadlineHeap {

	private static final int SMALLEST = 16;

	/** {@code null} from {@link #size} on. */
	private @Nullable Deadline[] heap = new Deadline[SMALLEST];

	private int size;

	/** Adds a deadline; {@code true} if it is the first now. */
	synchronized boolean add(Deadline added) {
		if (this.size == this.heap.length) {
			this.heap = Arrays.copyOf(this.heap, this.size * 2);
		}
		settle(added, this.size, this.size);
		this.size++;
		return added.place == 0;
	}

	/** Removes a deadline; {@code false} if it is not here any more. */
	synchronized boolean remove(Deadline removed) {
		if (removed.place == Deadline.NOWHERE) {
			return false;
		}
		if (this.heap.length > SMALLEST && this.size <= this.heap.length / 4) {
			this.heap = Arrays.copyOf(this.heap, this.heap.length / 2);
		}
		int end = this.size - 1;
		Deadline last = this.heap[end];
		if (last != null && last != removed) {
			settle(last, removed.place, end);
		}
		this.heap[end] = null;
		this.size = end;
		removed.place = Deadline.NOWHERE;
		return true;
	}

	synchronized @Nullable Deadline first() {
		return this.heap[0];
	}

	synchronized int size() {
		return this.size;
	}

	/**
	 * Puts a deadline at a free place, or as far up or down from there as belongs to its
	 * time.
	 * @param end the first place that is not in use
	 */
	@SuppressWarnings("NullAway") // All places before the end are in use
	private void settle(Deadline deadline, int free, int end) {
		Deadline[] heap = this.heap;
		int place = free;
		while (place > 0) {
			int above = (place - 1) / 2;
			Deadline parent = heap[above];
			if (deadline.at - parent.at >= 0) {
				break;
			}
			heap[place] = parent;
			parent.place = place;
			place = above;
		}
		int below = 2 * place + 1;
		while (below < end) {
			if (below + 1 < end && heap[below + 1].at - heap[below].at < 0) {
				below++;
			}
			Deadline child = heap[below];
			if (child.at - deadline.at >= 0) {
				break;
			}
			heap[place] = child;
			child.place = place;
			place = below;
			below = 2 * place + 1;
		}
		heap[place] = deadline;
		deadline.place = place;
	}

}
