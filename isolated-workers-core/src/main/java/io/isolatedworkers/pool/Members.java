package io.isolatedworkers.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.isolatedworkers.client.Worker;
import org.jspecify.annotations.Nullable;

/**
 * The places of a pool, those of its spares included. What they hold is guarded by the
 * dispatcher's lock.
 */
final class Members {

	private final List<PoolMember> all;

	private final int size;

	private Members(List<PoolMember> all, int size) {
		this.all = List.copyOf(all);
		this.size = size;
	}

	/** Makes the empty places of a pool. */
	static Members of(String pool, PoolOptions options) {
		List<PoolMember> places = new ArrayList<>();
		for (int i = 1; i <= options.size() + options.spares(); i++) {
			places.add(new PoolMember(pool + "-" + i));
		}
		return new Members(places, options.size());
	}

	Stream<PoolMember> stream() {
		return this.all.stream();
	}

	/** The places that are filled first. */
	List<PoolMember> first() {
		return this.all.subList(0, this.size);
	}

	/** The places that are filled behind. */
	List<PoolMember> others() {
		return this.all.subList(this.size, this.all.size());
	}

	/** Whether fewer members serve than should. */
	boolean isOneMissing() {
		return this.all.stream().filter(PoolMember::serves).count() < this.size;
	}

	/**
	 * Why no worker can be expected soon: not one is left and the last start of each
	 * failed.
	 */
	@Nullable Throwable hopeless() {
		Throwable failure = null;
		for (PoolMember member : this.all) {
			failure = member.startFailure();
			if (failure == null) {
				return null;
			}
		}
		return failure;
	}

	boolean isBusy() {
		return this.all.stream().anyMatch((member) -> member.assigned() > 0);
	}

	/** Ends all places and returns their workers. */
	List<Worker> close() {
		List<Worker> open = new ArrayList<>();
		this.all.forEach((member) -> {
			Worker worker = member.worker();
			if (worker != null) {
				open.add(worker);
			}
			member.closed();
		});
		return open;
	}

}
