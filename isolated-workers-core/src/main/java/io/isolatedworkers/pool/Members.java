package io.isolatedworkers.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.isolatedworkers.client.Worker;
import org.jspecify.annotations.Nullable;

/**
 * The places of a pool, those of its spares included, and whose turn it is. What they
 * hold is guarded by the dispatcher's lock.
 */
final class Members {

	private final List<PoolMember> all;

	private final Map<String, PoolMember> byId;

	private final int size;

	/** Follows each change of a member. */
	private final LeastBusy free;

	private final IntPredicate connected;

	private Members(List<PoolMember> all, PoolOptions options) {
		this.all = List.copyOf(all);
		this.byId = all.stream().collect(Collectors.toUnmodifiableMap(PoolMember::id, Function.identity()));
		this.size = options.size();
		this.free = new LeastBusy(all.size(), options.concurrency());
		this.connected = (place) -> this.all.get(place).isConnected();
	}

	/** Makes the empty places of a pool. */
	static Members of(String pool, PoolOptions options) {
		List<PoolMember> places = new ArrayList<>();
		for (int i = 0; i < options.size() + options.spares(); i++) {
			places.add(new PoolMember(pool + "-" + (i + 1), i));
		}
		return new Members(places, options);
	}

	Stream<PoolMember> stream() {
		return this.all.stream();
	}

	/** The place of a worker, {@code null} if it is not of this pool. */
	@Nullable PoolMember of(Worker worker) {
		return this.byId.get(worker.name());
	}

	/** The places that are filled first. */
	List<PoolMember> first() {
		return this.all.subList(0, this.size);
	}

	/** The places that are filled behind. */
	List<PoolMember> others() {
		return this.all.subList(this.size, this.all.size());
	}

	/** The member whose turn it is, {@code null} if all are busy. */
	@Nullable PoolMember leastBusy() {
		int place = this.free.first(this.connected);
		return (place < 0) ? null : this.all.get(place);
	}

	/** A member changed. */
	void reorder(PoolMember member) {
		if (member.serves()) {
			this.free.put(member.place(), member.assigned());
		}
		else {
			this.free.remove(member.place());
		}
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
			reorder(member);
		});
		return open;
	}

}
