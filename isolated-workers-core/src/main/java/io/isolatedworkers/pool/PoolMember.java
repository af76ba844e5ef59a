package io.isolatedworkers.pool;

import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;

import io.isolatedworkers.client.Request;
import io.isolatedworkers.client.Worker;
import org.jspecify.annotations.Nullable;

/**
 * The place of one worker in a pool, which outlives the workers that fill it. Everything
 * but the counters is guarded by the pool's lock.
 */
final class PoolMember {

	private final String id;

	private final int place;

	private final LongAdder completed = new LongAdder();

	private final LongAdder failed = new LongAdder();

	private WorkerState state = WorkerState.STARTING;

	private @Nullable Worker worker;

	/** Requests handed to the worker and not released by it. */
	private int assigned;

	private int restarts;

	/** Deaths and failed starts since a worker in this place last answered a request. */
	private int failures;

	/** Why the last attempt to start failed, {@code null} if it did not. */
	private @Nullable Throwable startFailure;

	private @Nullable String lastFailure;

	private volatile boolean answered;

	/**
	 * Makes an empty place.
	 * @param id names it and its workers
	 * @param place where it is in the pool, from 0
	 */
	PoolMember(String id, int place) {
		this.id = id;
		this.place = place;
	}

	int place() {
		return this.place;
	}

	String id() {
		return this.id;
	}

	@Nullable Worker worker() {
		return this.worker;
	}

	WorkerState state() {
		return this.state;
	}

	int assigned() {
		return this.assigned;
	}

	@Nullable Throwable startFailure() {
		return this.startFailure;
	}

	/** Whether the worker of this place gets requests, as far as it can take them. */
	boolean serves() {
		return this.state == WorkerState.READY;
	}

	boolean isConnected() {
		return this.worker != null && this.worker.isConnected();
	}

	boolean canTakeOver() {
		return this.state == WorkerState.SPARE && isConnected();
	}

	/** A spare takes requests from now on. */
	void serve() {
		this.state = WorkerState.READY;
	}

	/** The worker is a spare from now on. */
	void rest() {
		this.state = WorkerState.SPARE;
	}

	void assign() {
		this.assigned++;
	}

	/** The worker released a request; one that was replaced meanwhile does not count. */
	void release(Worker from) {
		if (this.worker == from) {
			this.assigned--;
		}
	}

	/** The request of this place ended; counted without the lock. */
	void count(Request.Outcome outcome) {
		(outcome == Request.Outcome.SUCCESS ? this.completed : this.failed).increment();
		if (outcome == Request.Outcome.SUCCESS || outcome == Request.Outcome.ERROR) {
			countAnswer();
		}
	}

	/**
	 * Written once only: who assigns and releases on another core has this place, too.
	 */
	private void countAnswer() {
		if (!this.answered) {
			this.answered = true;
		}
	}

	/**
	 * A worker was started.
	 * @param serves whether it is to take requests, or a spare
	 * @return whether it replaces another
	 */
	boolean ready(Worker started, boolean serves) {
		boolean restart = this.state == WorkerState.RESTARTING;
		this.worker = started;
		this.state = serves ? WorkerState.READY : WorkerState.SPARE;
		this.assigned = 0;
		this.startFailure = null;
		this.answered = false;
		if (restart) {
			this.restarts++;
		}
		return restart;
	}

	/**
	 * The worker died.
	 * @return how many failures this is in a row, 0 if the worker had answered
	 */
	int died(String why) {
		this.failures = this.answered ? 0 : this.failures + 1;
		this.state = WorkerState.RESTARTING;
		this.worker = null;
		this.assigned = 0;
		this.lastFailure = why;
		return this.failures;
	}

	/**
	 * A replacement could not be started.
	 * @return how many failures this is in a row
	 */
	int startFailed(Throwable why) {
		this.state = WorkerState.RESTARTING;
		this.startFailure = why;
		this.lastFailure = String.valueOf(why.getMessage());
		this.failures++;
		return this.failures;
	}

	void closed() {
		this.state = WorkerState.CLOSED;
	}

	WorkerStats stats() {
		Worker current = this.worker;
		if (current == null) {
			return new WorkerStats(this.id, null, this.state, false, false, 0, this.completed.sum(), this.failed.sum(),
					this.restarts, null, null, this.lastFailure);
		}
		OptionalLong pid = current.pid();
		boolean connected = current.isConnected();
		boolean lost = !connected && (this.state == WorkerState.READY || this.state == WorkerState.SPARE);
		return new WorkerStats(this.id, pid.isPresent() ? pid.getAsLong() : null,
				lost ? WorkerState.DISCONNECTED : this.state, current.isActive(), connected, current.inFlight(),
				this.completed.sum(), this.failed.sum(), this.restarts,
				connected ? current.agreement().protocol() : null, current.startedAt(), this.lastFailure);
	}

}
