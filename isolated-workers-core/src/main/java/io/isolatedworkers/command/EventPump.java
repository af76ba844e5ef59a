package io.isolatedworkers.command;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import io.isolatedworkers.driver.LibraryThreads;
import io.isolatedworkers.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends events that need no waiting for, one after the other, on a thread of its own:
 * those that were offered, and those that were stored. What fails is tried again after
 * growing pauses, or at once when the host is back; what the host will not have is given
 * up and logged.
 */
final class EventPump implements AutoCloseable {

	/** How long the last offers may take to be sent. */
	private static final long CLOSE_MILLIS = 1_000;

	private static final int MOST_LOGGED = 100;

	/** For how long another event is looked out for, and how often. */
	private static final long LOOKOUT_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final long NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

	private static final LibraryThreads THREADS = new LibraryThreads("isolated-workers-commands-events");

	private final Consumer<Wire.NewEvent> host;

	private final @Nullable EventStore store;

	private final Logger logger;

	private final OfferedEvents offered = new OfferedEvents();

	private final Thread thread = THREADS.newThread(this::run);

	private final Retry offers = new Retry();

	private final Retry stored = new Retry();

	private final Set<String> logged = new LinkedHashSet<>();

	/** An offer that was taken and is not sent yet. */
	private OfferedEvents.@Nullable Key current;

	private OfferedEvents.@Nullable Offer latest;

	/** When an event was last sent, or tried to. */
	private long lastSent = System.nanoTime() - LOOKOUT_NANOS;

	private volatile boolean asleep;

	private volatile boolean woken;

	private volatile boolean retryNow;

	private volatile boolean closing;

	private volatile boolean closed;

	/**
	 * Makes a pump.
	 * @param host sends an event and waits until the host knows it
	 * @param store holds stored events, {@code null} for none
	 * @param logger where to write to
	 */
	EventPump(Consumer<Wire.NewEvent> host, @Nullable EventStore store, Logger logger) {
		this.host = host;
		this.store = store;
		this.logger = logger;
	}

	void start() {
		this.thread.start();
	}

	void offer(String event, String key, @Nullable Object payload) {
		if (!this.closing && this.offered.offer(event, key, payload)) {
			signal();
		}
	}

	/** The host is back, or an event was stored. */
	void wake() {
		this.retryNow = true;
		this.woken = true;
		LockSupport.unpark(this.thread);
	}

	private void signal() {
		if (!this.woken) {
			this.woken = true;
		}
		if (this.asleep) {
			// One who offers is enough to wake the thread
			this.asleep = false;
			LockSupport.unpark(this.thread);
		}
	}

	private void run() {
		while (true) {
			// With an interrupt pending it could not wait; close() sets the flag first
			Thread.interrupted();
			if (this.closed) {
				return;
			}
			this.woken = false;
			if (this.retryNow) {
				this.retryNow = false;
				this.offers.now();
				this.stored.now();
			}
			try {
				sendOffers();
				if (this.closing) {
					return;
				}
				if (!sendStored()) {
					sleep();
				}
			}
			catch (RuntimeException | Error ex) {
				logOnce("events cannot be sent at the moment: " + ex);
				this.offers.failed();
				this.stored.failed();
				sleep();
			}
		}
	}

	private void sleep() {
		long nanos = Math.min((this.current != null || this.offered.size() > 0) ? this.offers.left() : Long.MAX_VALUE,
				(this.store != null && this.store.first() != null) ? this.stored.left() : Long.MAX_VALUE);
		long start = System.nanoTime();
		nap(start, nanos);
		this.asleep = true;
		try {
			if (mayRest()) {
				LockSupport.parkNanos(this, nanos - (System.nanoTime() - start));
			}
		}
		finally {
			this.asleep = false;
		}
	}

	/**
	 * Where one event came, the next is not far. Until none has come for a while, this
	 * looks for it now and then, so that who offers it need not wake a thread, which
	 * would cost more than all the rest.
	 */
	private void nap(long start, long most) {
		long now = start;
		long left = Math.min(LOOKOUT_NANOS - (now - this.lastSent), most);
		while (mayRest() && left > 0) {
			LockSupport.parkNanos(this, Math.min(left, NAP_NANOS));
			Thread.interrupted();
			long later = System.nanoTime();
			left -= later - now;
			now = later;
		}
	}

	private boolean mayRest() {
		return !this.woken && !this.closed && !this.closing;
	}

	/** Sends those that wait now; those that come meanwhile let a stored one go first. */
	private void sendOffers() {
		for (int i = this.offered.size(); (i >= 0 || this.closing) && this.offers.isDue() && takeOffer(); i--) {
			OfferedEvents.Key key = this.current;
			OfferedEvents.Offer offer = this.latest;
			if (key == null || offer == null) {
				return;
			}
			switch (send(new Wire.NewEvent(key.event(), offer.payload(), null), this.offers)) {
				case DONE, REFUSED -> {
					this.current = null;
					this.latest = null;
				}
				case FAILED -> {
					this.offered.putBack(key, offer);
					this.current = null;
					this.latest = null;
				}
				case LATER -> {
					if (this.closing) {
						return;
					}
				}
			}
		}
		if (this.offered.dropped() > 0) {
			logOnce("more than %,d offered events wait; the oldest are dropped".formatted(OfferedEvents.MOST));
		}
	}

	private boolean takeOffer() {
		if (this.current == null) {
			this.current = this.offered.next();
		}
		if (this.current == null) {
			return false;
		}
		OfferedEvents.Offer newer = this.offered.remove(this.current);
		if (newer != null) {
			this.latest = newer;
		}
		if (this.latest == null) {
			this.current = null;
		}
		return true;
	}

	/** Sends the first of those stored; {@code false} if there is nothing to do now. */
	private boolean sendStored() {
		EventStore events = this.store;
		Long place = (events != null && this.stored.isDue()) ? events.first() : null;
		if (events == null || place == null) {
			return false;
		}
		Wire.NewEvent event = events.read(place);
		if (event != null) {
			switch (send(event, this.stored)) {
				case DONE -> events.remove(place);
				case REFUSED -> events.putAside(place, "the host refuses '%s'".formatted(event.event()));
				case FAILED, LATER -> {
					return false;
				}
			}
		}
		return true;
	}

	private Outcome send(Wire.NewEvent event, Retry retry) {
		this.lastSent = System.nanoTime();
		try {
			this.host.accept(event);
			retry.succeeded();
			return Outcome.DONE;
		}
		catch (CommandException ex) {
			if (ex.problem() == CommandProblem.NOT_ALLOWED || ex.problem() == CommandProblem.INVALID_ARGUMENTS) {
				retry.succeeded();
				logOnce("event '%s' is given up: %s".formatted(event.event(), ex.getMessage()));
				return Outcome.REFUSED;
			}
			retry.failed();
			if (ex.problem() == CommandProblem.FAILED) {
				logOnce("event '%s' failed in the host and is sent again: %s".formatted(event.event(),
						ex.getMessage()));
				return Outcome.FAILED;
			}
			return Outcome.LATER;
		}
	}

	private void logOnce(String text) {
		if (this.logged.size() < MOST_LOGGED && this.logged.add(text)) {
			this.logger.warn("Commands: " + text);
		}
	}

	/** Sends what was offered, if that does not take long, and ends. */
	@Override
	public void close() {
		this.closing = true;
		wake();
		try {
			this.thread.join(CLOSE_MILLIS);
			this.closed = true;
			this.thread.interrupt();
			this.thread.join(TimeUnit.SECONDS.toMillis(1));
		}
		catch (InterruptedException ex) {
			this.closed = true;
			this.thread.interrupt();
			Thread.currentThread().interrupt();
		}
	}

	private enum Outcome {

		DONE, REFUSED, FAILED, LATER

	}

}
