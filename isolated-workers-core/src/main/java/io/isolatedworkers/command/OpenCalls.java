package io.isolatedworkers.command;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * What one connection has asked and is not answered yet, so that it cannot ask without
 * end. Commands do not take the places of events, nor the reverse. Safe for use by
 * several threads.
 */
final class OpenCalls {

	private final int most;

	private final Map<String, Boolean> open = new HashMap<>();

	private final CompletableFuture<Void> over = new CompletableFuture<>();

	private int events;

	private boolean closed;

	OpenCalls(int most) {
		this.most = most;
	}

	/** Takes a place, if there is one and the transaction id has none. */
	synchronized Outcome begin(String tx, boolean event) {
		if (this.open.containsKey(tx)) {
			return Outcome.TX_IN_USE;
		}
		if ((event ? this.events : this.open.size() - this.events) >= this.most) {
			return Outcome.TOO_MANY;
		}
		this.open.put(tx, event);
		if (event) {
			this.events++;
		}
		return Outcome.BEGUN;
	}

	/** Gives a place back. */
	void end(String tx) {
		boolean last;
		synchronized (this) {
			if (Boolean.TRUE.equals(this.open.remove(tx))) {
				this.events--;
			}
			last = this.closed && this.open.isEmpty();
		}
		if (last) {
			this.over.complete(null);
		}
	}

	/**
	 * Nothing is asked any more. What was asked may go on for a while, as a command that
	 * ignores interrupts does.
	 * @return completes when it is over
	 */
	CompletableFuture<Void> close() {
		boolean last;
		synchronized (this) {
			this.closed = true;
			last = this.open.isEmpty();
		}
		if (last) {
			this.over.complete(null);
		}
		return this.over;
	}

	/** What came of an attempt to take a place. */
	enum Outcome {

		BEGUN, TX_IN_USE, TOO_MANY

	}

}
