package io.isolatedworkers.command;

import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * Events that were offered and wait: of each name and key the latest, in the order of the
 * first offers. Without a lock, so that who offers never waits. Safe for use by several
 * threads; one takes.
 */
final class OfferedEvents {

	/** More keys than this are not kept. */
	static final int MOST = 10_000;

	private final ConcurrentMap<Key, Offer> latest = new ConcurrentHashMap<>();

	/** May hold keys that have no event any more, or twice. */
	private final Queue<Key> order = new ConcurrentLinkedQueue<>();

	private final AtomicInteger size = new AtomicInteger();

	private final AtomicLong dropped = new AtomicLong();

	/** Adds an event; {@code true} if it replaces none that waits. */
	boolean offer(String event, String key, @Nullable Object payload) {
		Key about = new Key(event, key);
		if (this.latest.put(about, new Offer(payload)) != null) {
			return false;
		}
		this.order.add(about);
		if (this.size.incrementAndGet() > MOST) {
			dropOldest();
		}
		return true;
	}

	/** Has one that was taken wait behind the others, unless there is a later one. */
	void putBack(Key about, Offer offer) {
		if (this.latest.putIfAbsent(about, offer) == null) {
			this.order.add(about);
			this.size.incrementAndGet();
		}
	}

	private void dropOldest() {
		Key oldest = this.order.poll();
		if (oldest != null && remove(oldest) != null) {
			this.dropped.incrementAndGet();
		}
	}

	/** Takes the key that has waited longest, {@code null} if none waits. */
	@Nullable Key next() {
		Key next;
		do {
			next = this.order.poll();
		}
		while (next != null && !this.latest.containsKey(next));
		return next;
	}

	/** Takes the latest event of a key, {@code null} if there is none. */
	@Nullable Offer remove(Key key) {
		Offer offer = this.latest.remove(key);
		if (offer != null) {
			this.size.decrementAndGet();
		}
		return offer;
	}

	int size() {
		return this.size.get();
	}

	/** How many were dropped because there were too many. */
	long dropped() {
		return this.dropped.get();
	}

	/** What an event is about. */
	record Key(String event, String key) {
	}

	/** What there is to tell. */
	record Offer(@Nullable Object payload) {
	}

}
