package io.isolatedworkers.pool;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.isolatedworkers.client.Request;

/**
 * The requests that wait for a worker. Guarded by the dispatcher's lock.
 */
final class RequestQueue {

	/**
	 * In order of arrival; a set, so that a request that ends while it waits is found.
	 */
	private final Set<Request<?>> arrived = new LinkedHashSet<>();

	/** Served before all others: their workers died with them. */
	private final Set<Request<?>> takenBack = new LinkedHashSet<>();

	void add(Request<?> request) {
		this.arrived.add(request);
	}

	/** Adds a request that was given to a worker before. */
	boolean takeBack(Request<?> request) {
		return this.takenBack.add(request);
	}

	boolean isEmpty() {
		return this.arrived.isEmpty() && this.takenBack.isEmpty();
	}

	int size() {
		return this.arrived.size() + this.takenBack.size();
	}

	/** How many wait that no worker has had, which is what a capacity limits. */
	int arrived() {
		return this.arrived.size();
	}

	/** Takes the next one out; there must be one. */
	Request<?> next() {
		Set<Request<?>> from = this.takenBack.isEmpty() ? this.arrived : this.takenBack;
		Request<?> first = from.iterator().next();
		from.remove(first);
		return first;
	}

	void remove(Request<?> request) {
		this.arrived.remove(request);
		this.takenBack.remove(request);
	}

	/** Takes all out. */
	List<Request<?>> takeAll() {
		List<Request<?>> all = new ArrayList<>(this.takenBack);
		all.addAll(this.arrived);
		this.takenBack.clear();
		this.arrived.clear();
		return all;
	}

}
