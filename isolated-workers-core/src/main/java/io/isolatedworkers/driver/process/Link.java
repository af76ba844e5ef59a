package io.isolatedworkers.driver.process;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import io.isolatedworkers.driver.ChannelListener;
import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.TypeRef;
import io.isolatedworkers.serializer.MalformedMessageException;
import io.isolatedworkers.socket.MessageConnection;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a {@link ChildProcessChannel}, from its making to its end.
 */
final class Link implements MessageConnection.Handler {

	private final CompletableFuture<ChannelListener> listener;

	private final CompletableFuture<@Nullable IOException> closed = new CompletableFuture<>();

	private volatile @Nullable MessageConnection connection;

	private volatile boolean onPurpose;

	private final AtomicBoolean telling = new AtomicBoolean();

	private final CompletableFuture<Void> told = new CompletableFuture<>();

	/**
	 * Makes a link, not connected yet.
	 * @param listener who gets the messages, as soon as there is one
	 */
	Link(CompletableFuture<ChannelListener> listener) {
		this.listener = listener;
	}

	/** A link that ended before it began. */
	static Link none() {
		Link none = new Link(new CompletableFuture<>());
		none.closed.complete(null);
		return none;
	}

	void connected(MessageConnection connection) {
		this.connection = connection;
	}

	@Nullable MessageConnection connection() {
		return this.connection;
	}

	/**
	 * Completes with what broke the connection, {@code null} if either side closed it.
	 */
	CompletableFuture<@Nullable IOException> closed() {
		return this.closed;
	}

	boolean isOnPurpose() {
		return this.onPurpose;
	}

	void closeOnPurpose() {
		this.onPurpose = true;
		close();
	}

	/**
	 * Tells once that the connection is closed; returns when that was told. What is sent
	 * over the next connection must not be taken for what was lost with this one.
	 */
	void tellClosed(ChannelListener listener) {
		if (this.telling.compareAndSet(false, true)) {
			try {
				listener.onClose();
			}
			finally {
				this.told.complete(null);
			}
		}
		this.told.join();
	}

	void close() {
		MessageConnection open = this.connection;
		if (open != null) {
			open.close();
		}
	}

	@Override
	public @Nullable TypeRef<?> typeOf(String tx, String type) {
		return this.listener.join().typeOf(tx, type);
	}

	@Override
	public void onMessage(Message message) {
		this.listener.join().onMessage(message);
	}

	@Override
	public void onError(MalformedMessageException failure) {
		this.listener.join().onError(failure);
	}

	@Override
	public void onClosed(@Nullable IOException reason) {
		this.closed.complete(reason);
	}

}
