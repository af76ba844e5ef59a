package io.isolatedworkers.pool;

import java.util.Comparator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.jspecify.annotations.Nullable;

/**
 * Decides which members of a pool serve and which are spare. A place is not bound to a
 * role: where a worker is gone, a spare serves from then on, and the worker that is
 * started in the place of the dead one is a spare. Guarded by the dispatcher's lock, but
 * for {@link #tell()}.
 */
final class Takeover {

	private final Members members;

	private final PoolOptions options;

	private final PoolEvents events;

	private final Queue<String> untold = new ConcurrentLinkedQueue<>();

	Takeover(Members members, PoolOptions options, PoolEvents events) {
		this.members = members;
		this.options = options;
		this.events = events;
	}

	/**
	 * Lets spares serve in place of members that are gone, or whose connection is lost:
	 * mostly their process is about to be seen as ended. A member that is connected again
	 * is a spare then.
	 * @return whether one took over
	 */
	boolean fill() {
		if (this.options.spares() == 0) {
			return false;
		}
		boolean any = false;
		PoolMember spare = readySpare();
		while (spare != null && makeRoom()) {
			spare.serve();
			this.members.reorder(spare);
			this.untold.add(spare.id());
			any = true;
			spare = readySpare();
		}
		return any;
	}

	private @Nullable PoolMember readySpare() {
		return this.members.stream()
			.filter(PoolMember::canTakeOver)
			// It may have been asked before, and go on with what its callers gave up
			.min(Comparator.comparingInt(PoolMember::assigned))
			.orElse(null);
	}

	private boolean makeRoom() {
		if (this.members.isOneMissing()) {
			return true;
		}
		PoolMember lost = this.members.stream()
			.filter((member) -> member.serves() && !member.isConnected())
			.findFirst()
			.orElse(null);
		if (lost == null) {
			return false;
		}
		lost.rest();
		this.members.reorder(lost);
		return true;
	}

	/** Tells the listener which spares took over; the lock is not held. */
	void tell() {
		for (String id = this.untold.poll(); id != null; id = this.untold.poll()) {
			String spare = id;
			this.events.tell((told) -> told.spareTookOver(this.events.pool(), spare));
		}
	}

}
