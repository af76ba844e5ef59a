package io.isolatedworkers.client;

import io.isolatedworkers.message.Delivery;
import org.jspecify.annotations.Nullable;

/**
 * How often a request was given to a worker, which one has it now, and how far it has
 * come there. Changed by whoever has the request, one at a time; may be read by any
 * thread.
 */
final class Attempts {

	private final int max;

	private volatile int current = 1;

	private volatile @Nullable Worker worker;

	/** Written before {@link #worker} and read after it. */
	private String tx = "";

	private volatile Delivery delivery = Delivery.NOT_SENT;

	Attempts(int max) {
		this.max = max;
	}

	/** The present attempt, beginning with 1; those that did no harm are not counted. */
	int current() {
		return this.current;
	}

	int max() {
		return this.max;
	}

	void assignTo(Worker worker, String tx) {
		this.tx = tx;
		this.worker = worker;
	}

	/** Who has the request, {@code null} while it waits for a worker. */
	@Nullable Worker worker() {
		return this.worker;
	}

	/** Under which transaction id, empty before the first attempt. */
	String tx() {
		return this.tx;
	}

	/**
	 * The request is about to be sent to a worker that tells, or does not, when it
	 * begins.
	 */
	void markSent(boolean startIsTold) {
		this.delivery = startIsTold ? Delivery.NOT_STARTED : Delivery.MAYBE_EXECUTED;
	}

	void markBegun() {
		this.delivery = Delivery.MAYBE_EXECUTED;
	}

	boolean isSent() {
		return this.delivery != Delivery.NOT_SENT;
	}

	/** How far the present attempt has come. */
	Delivery delivery() {
		return this.delivery;
	}

	/**
	 * The present attempt failed: begins another if that is allowed.
	 * @param reached how far it had come
	 * @return {@code false} if it was the last
	 */
	boolean beginNext(Delivery reached) {
		boolean harmless = reached == Delivery.NOT_SENT || reached == Delivery.NOT_STARTED;
		if (!harmless && this.current >= this.max) {
			return false;
		}
		if (!harmless) {
			this.current++;
		}
		this.delivery = Delivery.NOT_SENT;
		this.worker = null;
		return true;
	}

}
