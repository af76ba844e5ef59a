package com.example.loopback;

import java.time.Duration;

import io.isolatedworkers.driver.Agreement;
import io.isolatedworkers.driver.ServerChannel;
import io.isolatedworkers.driver.ServerListener;
import io.isolatedworkers.driver.ServerSettings;
import io.isolatedworkers.driver.ShutdownReason;
import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.TypeRef;

/**
 * The worker's end of the link. Its host is connected from the beginning.
 */
final class LoopbackServer implements ServerChannel {

	private final LoopbackLink link;

	private final ServerSettings settings;

	LoopbackServer(LoopbackLink link, ServerSettings settings) {
		this.link = link;
		this.settings = settings;
	}

	@Override
	public void start(ServerListener listener) {
		listener.onConnect();
		this.link.toWorker().start(listener, this.settings.serializer());
		this.link.listening().complete(null);
	}

	@Override
	public void send(Message message, TypeRef<?> payloadType) {
		this.link.requireOpen(message);
		this.link.toHost().send(message, payloadType, this.settings.serializer());
	}

	@Override
	public Agreement agreement() {
		return this.link.agreement();
	}

	@Override
	public Thread newThread(Runnable task, String name) {
		Thread thread = new Thread(() -> {
			try {
				task.run();
			}
			finally {
				this.link.handlers().remove(Thread.currentThread());
			}
		}, name);
		thread.setDaemon(true);
		this.link.handlers().add(thread);
		return thread;
	}

	@Override
	public void close() {
		this.link.end(new ShutdownReason(ShutdownReason.Kind.EXIT, null, "it stopped by itself", ""), Duration.ZERO);
	}

}
