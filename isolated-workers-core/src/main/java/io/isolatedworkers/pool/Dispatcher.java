package io.isolatedworkers.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

import io.isolatedworkers.client.Request;
import io.isolatedworkers.client.RequestRefusedException;
import io.isolatedworkers.client.Worker;
import io.isolatedworkers.client.WorkerClosedException;
import io.isolatedworkers.message.WorkerException;
import org.jspecify.annotations.Nullable;

/**
 * Decides which worker gets which request. Holds the members and the queue under one
 * lock; requests are carried out and ended after it is given back.
 */
final class Dispatcher {

	private final String pool;

	private final PoolOptions options;

	private final List<PoolMember> members;

	/** Follows each change of a member. */
	private final LeastBusy free;

	private final IntPredicate connected;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	/**
	 * In order of arrival; a set, so that a request that ends while it waits is found.
	 */
	private final Set<Request<?>> queue = new LinkedHashSet<>();

	/** Served before the queue: their workers died with them. */
	private final Set<Request<?>> takenBack = new LinkedHashSet<>();

	private boolean closed;

	/**
	 * Set while this thread hands out: what it releases meanwhile is found by its loop.
	 */
	private final ThreadLocal<Boolean> handingOut = ThreadLocal.withInitial(() -> false);

	Dispatcher(String pool, PoolOptions options, List<PoolMember> members) {
		this.pool = pool;
		this.options = options;
		this.members = List.copyOf(members);
		this.free = new LeastBusy(members.size(), options.concurrency());
		this.connected = (place) -> this.members.get(place).isConnected();
	}

	void submit(Request<?> request) {
		Assignment assignment = null;
		WorkerException refusal = null;
		this.lock.lock();
		try {
			PoolMember free = nothingWaits() ? leastBusy() : null;
			if (this.closed) {
				refusal = closedWith(request);
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
		}
		else if (request.isEnded()) {
			// It ended while it was put into the queue
			forget(request);
		}
	}

	private @Nullable WorkerException refusal(Request<?> request) {
		Throwable failure = hopeless();
		if (failure != null) {
			return unavailable(request, failure);
		}
		if (this.queue.size() >= this.options.queueCapacity()) {
			return new RequestRefusedException(
					"Pool %s refused '%s': all %d workers are busy and %,d requests wait already. Send less at a time, or raise the pool's size or queue capacity"
						.formatted(this.pool, request.type().name(), this.members.size(), this.queue.size()));
		}
		return null;
	}

	private RequestRefusedException unavailable(Request<?> request, Throwable failure) {
		return new RequestRefusedException("Pool %s has no worker for '%s' and cannot start one; it goes on trying. %s"
			.formatted(this.pool, request.type().name(), failure.getMessage()), failure);
	}

	/**
	 * Why no worker can be expected soon: not one is left and the last start of each
	 * failed.
	 */
	private @Nullable Throwable hopeless() {
		Throwable failure = null;
		for (PoolMember member : this.members) {
			failure = member.startFailure();
			if (failure == null) {
				return null;
			}
		}
		return failure;
	}

	private @Nullable PoolMember leastBusy() {
		int place = this.free.first(this.connected);
		return (place < 0) ? null : this.members.get(place);
	}

	private void reorder(PoolMember member) {
		if (member.isReady()) {
			this.free.put(member.place(), member.busyWith());
		}
		else {
			this.free.remove(member.place());
		}
	}

	private Assignment assign(PoolMember member, Request<?> request) {
		Worker worker = member.worker();
		if (worker == null) {
			throw new IllegalStateException("%s is ready without a worker".formatted(member.id()));
		}
		member.assign();
		reorder(member);
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
	}

	private @Nullable Assignment next() {
		return locked(() -> {
			PoolMember free = nothingWaits() ? null : leastBusy();
			if (free == null) {
				return null;
			}
			Set<Request<?>> from = this.takenBack.isEmpty() ? this.queue : this.takenBack;
			Request<?> first = from.iterator().next();
			from.remove(first);
			return assign(free, first);
		});
	}

	/**
	 * Takes a request back whose worker is gone, to give it to another before all that
	 * waits.
	 * @return {@code false} if no worker can be expected
	 */
	boolean takeBack(Request<?> request) {
		boolean taken = locked(() -> !this.closed && hopeless() == null && this.takenBack.add(request));
		if (taken) {
			handOut();
			if (request.isEnded()) {
				forget(request);
			}
		}
		return taken;
	}

	private boolean nothingWaits() {
		return this.queue.isEmpty() && this.takenBack.isEmpty();
	}

	/** Empties the queue. */
	private List<Request<?>> takeAllWaiting() {
		List<Request<?>> all = new ArrayList<>(this.takenBack);
		all.addAll(this.queue);
		this.takenBack.clear();
		this.queue.clear();
		return all;
	}

	/**
	 * A worker answered a request and releases it next: another may be given to it by
	 * whoever is woken by the answer, which may be sooner than that.
	 */
	void answered(PoolMember member, Worker worker) {
		this.lock.lock();
		try {
			member.answered(worker);
			reorder(member);
		}
		finally {
			this.lock.unlock();
		}
	}

	void released(PoolMember member, Worker worker) {
		boolean othersWait;
		this.lock.lock();
		try {
			member.release(worker);
			reorder(member);
			this.changed.signalAll();
			othersWait = !nothingWaits();
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
			boolean waited = this.queue.remove(request) | this.takenBack.remove(request);
			this.changed.signalAll();
			return waited;
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
			boolean again = member.ready(worker);
			reorder(member);
			return again;
		});
		handOut();
		return restart;
	}

	/**
	 * Returns how many failures this is in a row, 0 if the worker had answered, or -1 if
	 * it is not to be replaced.
	 */
	int died(PoolMember member, String why) {
		return locked(() -> {
			this.changed.signalAll();
			if (this.closed) {
				return -1;
			}
			int failures = member.died(why);
			reorder(member);
			return failures;
		});
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
			reorder(member);
			if (hopeless() != null) {
				refused.addAll(takeAllWaiting());
			}
			return inARow;
		});
		refused.forEach((request) -> request.fail(unavailable(request, failure)));
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
			List<Worker> open = new ArrayList<>();
			refused.addAll(takeAllWaiting());
			this.members.forEach((member) -> {
				if (member.worker() != null) {
					open.add(member.worker());
				}
				member.closed();
				reorder(member);
			});
			this.changed.signalAll();
			return open;
		});
		refused.forEach((request) -> request.fail(closedWith(request)));
		return workers;
	}

	/**
	 * Waits until no request is left, the pool is closed, which ends them all, the time
	 * is up, or the thread is interrupted.
	 */
	boolean awaitIdle(Duration timeout) throws InterruptedException {
		long left = TimeUnit.NANOSECONDS.convert(timeout);
		this.lock.lockInterruptibly();
		try {
			while (!this.closed
					&& (!nothingWaits() || this.members.stream().anyMatch((member) -> member.assigned() > 0))) {
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
		return locked(() -> this.queue.size() + this.takenBack.size());
	}

	private WorkerClosedException closedWith(Request<?> request) {
		return new WorkerClosedException(
				"Worker closed: pool %s is closed, '%s' was not sent".formatted(this.pool, request.type().name()),
				request.delivery());
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
