package io.isolatedworkers.pool;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import io.isolatedworkers.client.Request;
import io.isolatedworkers.client.SendOptions;
import io.isolatedworkers.client.Worker;
import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.message.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * The requests of a pool: makes them, and counts them when they end. Safe for use by
 * several threads.
 */
final class PoolRequests implements Request.Observer {

	private final WorkerOptions options;

	private final Members members;

	private final Dispatcher dispatcher;

	private final PoolEvents events;

	/** Apart, since one thread mostly makes requests and another ends them. */
	private final LongAdder made = new LongAdder();

	private final LongAdder ended = new LongAdder();

	private final LongAdder completed = new LongAdder();

	PoolRequests(WorkerOptions options, Members members, Dispatcher dispatcher, PoolEvents events) {
		this.options = options;
		this.members = members;
		this.dispatcher = dispatcher;
		this.events = events;
	}

	<P, R> CompletableFuture<R> send(MessageType<P, R> type, @Nullable P payload, SendOptions sendOptions) {
		// First: a request may end while it is made
		this.made.increment();
		Request<R> request;
		try {
			request = Request.of(type, payload, sendOptions, this.options, this);
		}
		catch (RuntimeException | Error ex) {
			this.made.decrement();
			throw ex;
		}
		this.dispatcher.submit(request);
		return request.future();
	}

	/**
	 * How many have not ended. Of one whose end failed, as where the stack is too short,
	 * only the future may be known to be complete.
	 */
	int pending() {
		long before = Math.max(this.ended.sum(), this.completed.sum());
		return (int) Math.max(0, this.made.sum() - before);
	}

	@Override
	public void ended(Request<?> request, Request.Outcome outcome) {
		this.ended.increment();
		Worker worker = request.worker();
		PoolMember member = (worker != null) ? this.members.of(worker) : null;
		if (worker == null) {
			this.dispatcher.forget(request);
		}
		else if (member != null) {
			member.count(outcome);
		}
		if (this.events.areHeard()) {
			Duration age = request.age();
			this.events.tell((told) -> told.requestEnded(this.events.pool(), request.type().name(), outcome, age));
		}
	}

	@Override
	public void completed(Request<?> request) {
		this.completed.increment();
	}

	/**
	 * Waits until all requests have ended, or the pool is closed. Those that were
	 * answered do so at once, unless there is middleware that takes its time.
	 * @param limit how long to wait at most
	 * @return {@code false} if the time was up
	 */
	boolean awaitEnded(Duration limit) throws InterruptedException {
		long start = System.nanoTime();
		long nanos = TimeUnit.NANOSECONDS.convert(limit);
		while (pending() > 0 && !this.dispatcher.isClosed()) {
			if (System.nanoTime() - start >= nanos) {
				return false;
			}
			TimeUnit.MILLISECONDS.sleep(1);
		}
		return true;
	}

	/**
	 * Waits until the futures of all requests that were made are complete, which another
	 * thread does. It also runs what depends on them, which may take any time: hence the
	 * limit.
	 * @param limit how long to wait at most
	 */
	void awaitCompleted(Duration limit) throws InterruptedException {
		long start = System.nanoTime();
		long all = this.made.sum();
		while (this.completed.sum() < all && System.nanoTime() - start < limit.toNanos()) {
			TimeUnit.MILLISECONDS.sleep(1);
		}
	}

	@Override
	public boolean takeBack(Request<?> request) {
		return this.dispatcher.takeBack(request);
	}

}
