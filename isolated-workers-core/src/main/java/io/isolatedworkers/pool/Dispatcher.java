package io.isolatedworkers.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import io.isolatedworkers.client.Request;
import io.isolatedworkers.client.Worker;
import io.isolatedworkers.message.WorkerException;
import org.jspecify.annotations.Nullable;

/**
 * Decides which worker gets which request. Holds the members and the queue under one
 * lock; requests are carried out and ended after it is given back.
 */
final class Dispatcher {

	private final PoolOptions options;

	private final Members members;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final RequestQueue queue = new RequestQueue();

	private final Takeover takeover;

	private final Refusals refusals;

	private boolean closed;

	/**
	 * Set while this thread hands out: what it releases meanwhile is found by its loop.
	 */
	private final ThreadLocal<Boolean> handingOut = ThreadLocal.withInitial(() -> false);

	Dispatcher(String pool, PoolOptions options, Members members, PoolEvents events) {
		this.options = options;
		this.members = members;
		this.takeover = new Takeover(this.members, options, events);
		this.refusals = new Refusals(pool, options);
	}

	void submit(Request<?> request) {
		Assignment assignment = null;
		WorkerException refusal = null;
		this.lock.lock();
		try {
			PoolMember free = this.queue.isEmpty() ? free() : null;
			if (this.closed) {
				refusal = this.refusals.closed(request);
			}
			else if (free != null) {
				assignment = assign(free, request);
			}
			else {
				refusal = refusal(request);
				if (refusal == null) {
					this.queue.add(request);
				}
			}
		}
		finally {
			this.lock.unlock();
		}
		if (refusal != null) {
			request.fail(refusal);
		}
		else if (assignment != null) {
			assignment.carryOut();
			this.takeover.tell();
		}
		else if (request.isEnded()) {
			// It ended while it was put into the queue
			forget(request);
		}
	}

	private @Nullable WorkerException refusal(Request<?> request) {
		Throwable failure = this.members.hopeless();
		if (failure != null) {
			return this.refusals.unavailable(request, failure);
		}
		if (this.queue.arrived() >= this.options.queueCapacity()) {
			return this.refusals.full(request, this.queue.arrived());
		}
		return null;
	}

	/** A worker that can take a request, if need be a spare. */
	private @Nullable PoolMember free() {
		PoolMember free = this.members.leastBusy();
		return (free == null && this.takeover.fill()) ? this.members.leastBusy() : free;
	}

	private Assignment assign(PoolMember member, Request<?> request) {
		Worker worker = member.worker();
		if (worker == null) {
			throw new IllegalStateException("%s is ready without a worker".formatted(member.id()));
		}
		member.assign();
		this.members.reorder(member);
		return new Assignment(worker, request);
	}

	/** Hands what waits to workers that are free. */
	void handOut() {
		if (this.handingOut.get()) {
			return;
		}
		this.handingOut.set(true);
		try {
			Assignment next = next();
			while (next != null) {
				next.carryOut();
				next = next();
			}
		}
		finally {
			this.handingOut.remove();
		}
		this.takeover.tell();
	}

	private @Nullable Assignment next() {
		return locked(() -> {
			PoolMember free = this.queue.isEmpty() ? null : free();
			return (free != null) ? assign(free, this.queue.next()) : null;
		});
	}

	/**
	 * Takes a request back whose worker is gone, to give it to another before all that
	 * waits.
	 * @return {@code false} if no worker can be expected
	 */
	boolean takeBack(Request<?> request) {
		boolean taken = locked(() -> !this.closed && this.members.hopeless() == null && this.queue.takeBack(request));
		if (taken) {
			handOut();
			if (request.isEnded()) {
				forget(request);
			}
		}
		return taken;
	}

	void released(PoolMember member, Worker worker) {
		boolean othersWait;
		this.lock.lock();
		try {
			member.release(worker);
			this.members.reorder(member);
			this.changed.signalAll();
			othersWait = !this.queue.isEmpty();
		}
		finally {
			this.lock.unlock();
		}
		if (othersWait) {
			handOut();
		}
	}

	/** A request ended; it no longer waits. */
	void forget(Request<?> request) {
		locked(() -> {
			this.queue.remove(request);
			this.changed.signalAll();
			return null;
		});
	}

	/**
	 * A worker was started. One that died meanwhile is not taken; its death is told
	 * apart.
	 * @return whether it replaces another, {@code null} if it was not taken
	 */
	@Nullable Boolean ready(PoolMember member, Worker worker) {
		Boolean restart = locked(() -> {
			if (this.closed || !worker.isActive()) {
				return null;
			}
			boolean again = member.ready(worker, this.members.isOneMissing());
			this.members.reorder(member);
			return again;
		});
		handOut();
		return restart;
	}

	boolean isOneMissing() {
		return locked(this.members::isOneMissing);
	}

	/** A worker is connected again. */
	void connected() {
		locked(this.takeover::fill);
		handOut();
	}

	/**
	 * A worker is gone: a spare serves from now on, if there is one.
	 * @return how many failures this is in a row, 0 if the worker had answered, or -1 if
	 * it is not to be replaced
	 */
	int died(PoolMember member, String why) {
		int failures = locked(() -> {
			this.changed.signalAll();
			if (this.closed) {
				return -1;
			}
			int inARow = member.died(why);
			this.members.reorder(member);
			this.takeover.fill();
			return inARow;
		});
		handOut();
		return failures;
	}

	/**
	 * Returns how many failures this is in a row, or -1 if no worker is to be started.
	 */
	int startFailed(PoolMember member, Throwable failure) {
		List<Request<?>> refused = new ArrayList<>();
		int failures = locked(() -> {
			if (this.closed) {
				return -1;
			}
			int inARow = member.startFailed(failure);
			this.members.reorder(member);
			if (this.members.hopeless() != null) {
				refused.addAll(this.queue.takeAll());
			}
			return inARow;
		});
		refused.forEach((request) -> request.fail(this.refusals.unavailable(request, failure)));
		return failures;
	}

	/**
	 * Takes no more requests and ends those that wait.
	 * @return the workers to close, {@code null} if the pool was closed before
	 */
	@Nullable List<Worker> close() {
		List<Request<?>> refused = new ArrayList<>();
		List<Worker> workers = locked(() -> {
			if (this.closed) {
				return null;
			}
			this.closed = true;
			refused.addAll(this.queue.takeAll());
			this.changed.signalAll();
			return this.members.close();
		});
		refused.forEach((request) -> request.fail(this.refusals.closed(request)));
		return workers;
	}

	/**
	 * Waits until no request waits and no worker has one, the pool is closed, the time is
	 * up, or the thread is interrupted.
	 */
	boolean awaitIdle(Duration timeout) throws InterruptedException {
		long left = TimeUnit.NANOSECONDS.convert(timeout);
		this.lock.lockInterruptibly();
		try {
			while (!this.closed && (!this.queue.isEmpty() || this.members.isBusy())) {
				if (left <= 0) {
					return false;
				}
				left = this.changed.awaitNanos(left);
			}
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	boolean isClosed() {
		return locked(() -> this.closed);
	}

	int queued() {
		return locked(() -> this.queue.size());
	}

	<T extends @Nullable Object> T locked(Supplier<T> action) {
		this.lock.lock();
		try {
			return action.get();
		}
		finally {
			this.lock.unlock();
		}
	}

	private record Assignment(Worker worker, Request<?> request) {

		void carryOut() {
			this.worker.carryOut(this.request);
		}

	}

}
