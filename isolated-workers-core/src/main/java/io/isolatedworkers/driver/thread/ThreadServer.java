package io.isolatedworkers.driver.thread;

import java.util.Objects;

import io.isolatedworkers.driver.Agreement;
import io.isolatedworkers.driver.ServerChannel;
import io.isolatedworkers.driver.ServerListener;
import io.isolatedworkers.driver.ServerSettings;
import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.TypeRef;
import io.isolatedworkers.serializer.Serializer;

/**
 * The worker's end.
 */
final class ThreadServer implements ServerChannel {

	private final ThreadChannel channel;

	private final Serializer serializer;

	ThreadServer(ThreadChannel channel, ThreadStartupData data, ServerSettings settings) {
		this.channel = channel;
		this.serializer = settings.serializer();
		if (!data.serializer().equals(this.serializer.name())) {
			throw new IllegalStateException("Serializer mismatch: host uses %s, worker uses %s"
				.formatted(data.serializer(), this.serializer.name()));
		}
		if (!Objects.equals(data.format(), this.serializer.formatId())) {
			throw new IllegalStateException(
					"Serializer mismatch: both sides use a class of the name %s, but host uses %s, worker uses %s"
						.formatted(data.serializer(), data.format(), this.serializer.formatId()));
		}
	}

	@Override
	public void start(ServerListener listener) {
		this.channel.serve(listener, this.serializer);
	}

	@Override
	public void send(Message message, TypeRef<?> payloadType) {
		this.channel.answer(message, payloadType, this.serializer);
	}

	@Override
	public Agreement agreement() {
		return this.channel.agreement();
	}

	@Override
	public Thread newThread(Runnable task, String name) {
		return this.channel.newThread(task, name);
	}

	@Override
	public void close() {
		this.channel.endedByWorker();
	}

}
