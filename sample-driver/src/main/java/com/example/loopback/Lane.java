package com.example.loopback;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

import io.isolatedworkers.driver.MessageListener;
import io.isolatedworkers.logging.Logger;
import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.TypeRef;
import io.isolatedworkers.serializer.FrameBuffer;
import io.isolatedworkers.serializer.MalformedMessageException;
import io.isolatedworkers.serializer.Serializer;

/**
 * One direction of a link. Messages go in by any thread, as bytes, and come out in order
 * at one listener, which a thread of the lane's own calls. Nothing comes out before the
 * lane is started; what was put in before comes out then.
 *
 * @param <L> the kind of listener
 */
final class Lane<L extends MessageListener> {

	private static final byte[] END = new byte[0];

	private final String name;

	private final int maxFrameBytes;

	private final Logger logger;

	private final BlockingQueue<byte[]> frames = new LinkedBlockingQueue<>();

	private volatile Consumer<L> last = (listener) -> {
	};

	Lane(String name, int maxFrameBytes, Logger logger) {
		this.name = name;
		this.maxFrameBytes = maxFrameBytes;
		this.logger = logger;
	}

	void send(Message message, TypeRef<?> payloadType, Serializer serializer) {
		FrameBuffer frame = new FrameBuffer(this.maxFrameBytes);
		serializer.encode(message, payloadType, frame);
		this.frames.add(frame.toByteArray());
	}

	/** After the messages it has, the listener gets its last call. */
	void close(Consumer<L> last) {
		this.last = last;
		this.frames.add(END);
	}

	void start(L listener, Serializer serializer) {
		Thread thread = new Thread(() -> deliver(listener, serializer), this.name);
		thread.setDaemon(true);
		thread.start();
	}

	private void deliver(L listener, Serializer serializer) {
		for (byte[] frame = next(); frame != END; frame = next()) {
			try {
				deliver(frame, listener, serializer);
			}
			catch (RuntimeException ex) {
				this.logger.error("%s: a message could not be dealt with".formatted(this.name), ex);
			}
		}
		this.last.accept(listener);
	}

	private static <L extends MessageListener> void deliver(byte[] frame, L listener, Serializer serializer) {
		Message message;
		try {
			message = serializer.decode(frame, 0, frame.length, listener);
		}
		catch (MalformedMessageException ex) {
			listener.onError(ex);
			return;
		}
		listener.onMessage(message);
	}

	private byte[] next() {
		while (true) {
			try {
				return this.frames.take();
			}
			catch (InterruptedException ex) {
				// Only a listener's code can have left it; others need this thread
			}
		}
	}

}
