package com.example.loopback;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.isolatedworkers.driver.Agreement;
import io.isolatedworkers.driver.ChannelListener;
import io.isolatedworkers.driver.ChannelSettings;
import io.isolatedworkers.driver.DriverChannel;
import io.isolatedworkers.driver.ShutdownReason;
import io.isolatedworkers.driver.WorkerStartException;
import io.isolatedworkers.driver.WorkerStartException.Stage;
import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.TypeRef;

/**
 * The host's half: starts the worker's thread and stands for the worker from then on.
 */
public final class LoopbackChannel implements DriverChannel {

	private final ChannelSettings settings;

	private final LoopbackLink link;

	private LoopbackChannel(ChannelSettings settings, LoopbackLink link) {
		this.settings = settings;
		this.link = link;
	}

	static LoopbackChannel spawn(LoopbackOptions options, ChannelSettings settings) {
		LoopbackLink link = new LoopbackLink(settings);
		Thread worker = new Thread(new LoopbackWorker(options, new LoopbackStartupData(settings, link)),
				"loopback-" + settings.workerName());
		worker.setDaemon(true);
		worker.start();
		String problem;
		Throwable cause;
		try {
			link.listening().get(settings.startupTimeout().toNanos(), TimeUnit.NANOSECONDS);
			return new LoopbackChannel(settings, link);
		}
		catch (ExecutionException ex) {
			problem = "cannot be started: " + ex.getCause();
			cause = ex.getCause();
		}
		catch (TimeoutException ex) {
			problem = "was not ready within the start-up timeout of %s. If it needs longer, raise the timeout"
				.formatted(settings.startupTimeout());
			cause = ex;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			problem = "was given up because the starting thread was interrupted";
			cause = ex;
		}
		link.end(ShutdownReason.error(problem, null, ""), Duration.ZERO);
		worker.interrupt();
		throw new WorkerStartException(
				"Worker %s (class %s) %s".formatted(settings.workerName(), options.implementation(), problem),
				Stage.NOT_LISTENING, null, "", cause);
	}

	@Override
	public void start(ChannelListener listener) {
		this.link.toHost().start(listener, this.settings.serializer());
	}

	@Override
	public void send(Message message, TypeRef<?> payloadType) {
		this.link.requireOpen(message);
		this.link.toWorker().send(message, payloadType, this.settings.serializer());
	}

	@Override
	public boolean isConnected() {
		return !this.link.ending().isDone();
	}

	@Override
	public OptionalLong pid() {
		return OptionalLong.empty();
	}

	@Override
	public Agreement agreement() {
		return this.link.agreement();
	}

	@Override
	public int abandonedThreads() {
		return this.link.gone().isDone() ? this.link.handlers().size() : 0;
	}

	@Override
	public CompletableFuture<ShutdownReason> close(Duration grace) {
		this.link.end(ShutdownReason.closed(null), grace);
		return this.link.gone().copy();
	}

	@Override
	public void kill(String why) {
		this.link.end(ShutdownReason.error(why, null, ""), Duration.ZERO);
	}

}
