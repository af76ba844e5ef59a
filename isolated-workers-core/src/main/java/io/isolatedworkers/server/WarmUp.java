package io.isolatedworkers.server;

import java.util.concurrent.Executor;
import java.util.function.BiConsumer;

import io.isolatedworkers.driver.Agreement;
import io.isolatedworkers.driver.CancelRequest;
import io.isolatedworkers.driver.LibraryThreads;
import io.isolatedworkers.driver.StartNotice;
import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.TypeRef;
import io.isolatedworkers.serializer.FrameBuffer;
import io.isolatedworkers.serializer.JsonSerializer;
import io.isolatedworkers.serializer.PayloadTypes;
import io.isolatedworkers.serializer.Serializer;
import io.isolatedworkers.socket.Hello;

/**
 * Loads what the first messages need on a thread of its own, while the worker opens its
 * socket and the host connects.
 */
final class WarmUp implements Runnable {

	private static final int MAX_BYTES = 4096;

	private final Handlers handlers;

	private final Serializer serializer;

	private final Executor executor;

	private WarmUp(Handlers handlers, Serializer serializer, Executor executor) {
		this.executor = executor;
		this.handlers = handlers;
		this.serializer = serializer;
	}

	static void start(Handlers handlers, Serializer serializer, Executor executor) {
		LibraryThreads
			.newThread(LibraryThreads.root(), new WarmUp(handlers, serializer, executor), "isolated-workers-warm-up", 0,
					Thread.currentThread().getContextClassLoader())
			.start();
	}

	@Override
	public void run() {
		try {
			greet();
			work();
			this.serializer.prepare(StartNotice.PAYLOAD);
			for (Handlers.Registration<?, ?> handler : this.handlers.all()) {
				this.serializer.prepare(handler.type().payloadType());
				this.serializer.prepare(handler.type().resultType());
			}
			this.handlers.prepareCalls();
		}
		catch (RuntimeException | LinkageError ex) {
			// told when a message meets the same
		}
	}

	/** A request that nobody sent, up to its handler. */
	private void work() {
		Message message = new Message("1", CancelRequest.TYPE, new CancelRequest("1"));
		RunningRequest request = new RunningRequest(message, new BiConsumer<>() {

			@Override
			public void accept(RunningRequest any, Object report) {
				// nobody reports
			}

		});
		this.executor.execute(new Runnable() {

			@Override
			public void run() {
				request.enter();
				request.leave();
				request.answered();
			}

		});
	}

	/** The handshake is always in JSON. */
	private static void greet() {
		Serializer json = new JsonSerializer();
		FrameBuffer frame = new FrameBuffer(MAX_BYTES, false);
		Hello hello = new Hello(Agreement.LATEST_PROTOCOL, json.name(), null, null, 0, Hello.featuresWith(json));
		json.encode(new Message("1", Hello.TYPE, hello), Hello.PAYLOAD, frame);
		byte[] bytes = frame.toByteArray();
		json.decode(bytes, 0, bytes.length, new PayloadTypes() {

			@Override
			public TypeRef<?> typeOf(String tx, String type) {
				return Hello.PAYLOAD;
			}

		});
	}

}
