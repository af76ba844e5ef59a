package com.example.loopback;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import io.isolatedworkers.driver.Agreement;
import io.isolatedworkers.driver.ChannelClosedException;
import io.isolatedworkers.driver.ChannelListener;
import io.isolatedworkers.driver.ChannelSettings;
import io.isolatedworkers.driver.Feature;
import io.isolatedworkers.driver.ServerListener;
import io.isolatedworkers.driver.ShutdownReason;
import io.isolatedworkers.message.Message;

/**
 * What lies between the two halves, and what both must agree on: above all that a worker
 * ends once, for the first reason that comes.
 */
final class LoopbackLink {

	private final String name;

	private final Lane<ServerListener> toWorker;

	private final Lane<ChannelListener> toHost;

	private final Agreement agreement;

	/** Completes when the worker can take requests, exceptionally if it never will. */
	private final CompletableFuture<Void> listening = new CompletableFuture<>();

	/** Completes when the worker is to end. */
	private final CompletableFuture<Ending> ending = new CompletableFuture<>();

	/** Completes when it has ended and the host was told. */
	private final CompletableFuture<ShutdownReason> gone = new CompletableFuture<>();

	/** The threads in which the worker's handlers run. */
	private final Set<Thread> handlers = ConcurrentHashMap.newKeySet();

	LoopbackLink(ChannelSettings settings) {
		this.name = settings.workerName();
		this.toWorker = new Lane<>("loopback-" + this.name + "-to-worker", settings.maxFrameBytes(), settings.logger());
		this.toHost = new Lane<>("loopback-" + this.name + "-to-host", settings.maxFrameBytes(), settings.logger());
		this.agreement = agreement(settings);
	}

	/** Both sides are this library, so they agree on what the host wants. */
	private static Agreement agreement(ChannelSettings settings) {
		if (settings.protocol() < Agreement.LATEST_PROTOCOL) {
			return Agreement.VERSION_1;
		}
		EnumSet<Feature> features = EnumSet.of(Feature.DEADLINE, Feature.META, Feature.CANCEL, Feature.PROGRESS);
		if (settings.startNotices()) {
			features.add(Feature.ACCEPTED);
		}
		return new Agreement(Agreement.LATEST_PROTOCOL, features, "java " + System.getProperty("java.version"));
	}

	/** From the moment a worker ends, neither side reaches the other. */
	void requireOpen(Message message) {
		if (this.ending.isDone()) {
			throw new ChannelClosedException(
					"'%s' was not sent: worker %s is closed".formatted(message.type(), this.name));
		}
	}

	Lane<ServerListener> toWorker() {
		return this.toWorker;
	}

	Lane<ChannelListener> toHost() {
		return this.toHost;
	}

	Agreement agreement() {
		return this.agreement;
	}

	CompletableFuture<Void> listening() {
		return this.listening;
	}

	CompletableFuture<Ending> ending() {
		return this.ending;
	}

	CompletableFuture<ShutdownReason> gone() {
		return this.gone;
	}

	Set<Thread> handlers() {
		return this.handlers;
	}

	/** Ends the worker, unless it ends already. */
	void end(ShutdownReason reason, Duration grace) {
		this.ending.complete(new Ending(reason, grace));
	}

	/**
	 * How a worker ends.
	 *
	 * @param reason why
	 * @param grace how long its handlers may take to notice
	 */
	record Ending(ShutdownReason reason, Duration grace) {

	}

}
