package io.isolatedworkers.client;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * The requests a worker has and has not answered, by transaction id. A request whose
 * caller gave it up stays until the worker has answered it or is gone: until then the
 * worker is busy with it.
 */
final class PendingRequests {

	private final Map<String, Request<?>> open = new ConcurrentHashMap<>();

	/** Adds a request; {@code false} if the transaction id is in use. */
	boolean add(String tx, Request<?> request) {
		return this.open.putIfAbsent(tx, request) == null;
	}

	@Nullable Request<?> get(String tx) {
		return this.open.get(tx);
	}

	/** Takes a request out; whoever gets it deals with it. */
	@Nullable Request<?> remove(String tx) {
		return this.open.remove(tx);
	}

	/**
	 * Takes a request out; {@code false} if it is not here, or another is under that
	 * transaction id.
	 */
	boolean remove(String tx, Request<?> request) {
		return this.open.remove(tx, request);
	}

	/** Takes all requests out. */
	Collection<Request<?>> removeAll() {
		return this.open.keySet().stream().<Request<?>>mapMulti((tx, sink) -> {
			Request<?> request = this.open.remove(tx);
			if (request != null) {
				sink.accept(request);
			}
		}).toList();
	}

	boolean isEmpty() {
		return this.open.isEmpty();
	}

	/** How many requests the worker has, those included whose callers gave them up. */
	int inFlight() {
		return this.open.size();
	}

	/** How many requests have not ended. */
	int pending() {
		return (int) this.open.values().stream().filter((request) -> !request.isEnded()).count();
	}

}
