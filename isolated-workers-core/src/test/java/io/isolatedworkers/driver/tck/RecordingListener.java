package io.isolatedworkers.driver.tck;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.isolatedworkers.driver.ChannelListener;
import io.isolatedworkers.driver.ShutdownReason;
import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.RemoteError;
import io.isolatedworkers.message.TypeRef;
import io.isolatedworkers.serializer.MalformedMessageException;

/**
 * Writes down what a channel tells, and whether it tells two things at once.
 */
class RecordingListener implements ChannelListener {

	private static final TypeRef<String> TEXT = TypeRef.of(String.class);

	private static final TypeRef<RemoteError> ERROR = TypeRef.of(RemoteError.class);

	private final AtomicInteger inside = new AtomicInteger();

	final List<String> answers = new CopyOnWriteArrayList<>();

	/** What a channel must not do, as sentences. */
	final List<String> faults = new CopyOnWriteArrayList<>();

	final CompletableFuture<ShutdownReason> shutdown = new CompletableFuture<>();

	private void note(String event, Runnable rest) {
		if (this.inside.getAndIncrement() != 0) {
			this.faults.add(event + " was called during another call");
		}
		if (this.shutdown.isDone()) {
			this.faults.add(event + " was called after onShutdown");
		}
		// Gives an overlapping call time to be seen
		Thread.yield();
		try {
			rest.run();
		}
		finally {
			this.inside.decrementAndGet();
		}
	}

	@Override
	public TypeRef<?> typeOf(String tx, String type) {
		note("typeOf", () -> {
		});
		return type.endsWith("Error") ? ERROR : TEXT;
	}

	@Override
	public void onMessage(Message message) {
		note("onMessage", () -> this.answers.add(message.tx()));
	}

	@Override
	public void onError(MalformedMessageException failure) {
		note("onError", () -> this.faults.add("onError: " + failure.getMessage()));
	}

	@Override
	public void onClose() {
		note("onClose", () -> {
		});
	}

	@Override
	public void onConnect() {
		note("onConnect", () -> {
		});
	}

	@Override
	public void onShutdown(ShutdownReason reason) {
		note("onShutdown", () -> this.shutdown.complete(reason));
	}

}
