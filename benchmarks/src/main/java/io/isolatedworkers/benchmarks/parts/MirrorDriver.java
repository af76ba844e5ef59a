package io.isolatedworkers.benchmarks.parts;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

import io.isolatedworkers.driver.Agreement;
import io.isolatedworkers.driver.ChannelListener;
import io.isolatedworkers.driver.ChannelSettings;
import io.isolatedworkers.driver.DriverChannel;
import io.isolatedworkers.driver.ServerChannel;
import io.isolatedworkers.driver.ServerSettings;
import io.isolatedworkers.driver.ShutdownReason;
import io.isolatedworkers.driver.StartupData;
import io.isolatedworkers.driver.WorkerDriver;
import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.message.TypeRef;
import org.jspecify.annotations.Nullable;

/**
 * Workers that are nothing but a mirror: a request is answered with its payload, in the
 * thread that sends it.
 */
final class MirrorDriver implements WorkerDriver<MirrorDriver.Options, MirrorDriver.MirrorChannel> {

	static final MessageType<String, String> ANSWERED = MessageType.of("answered", String.class, String.class);

	static final MessageType<String, String> UNANSWERED = MessageType.of("unanswered", String.class, String.class);

	static final Options OPTIONS = new Options();

	@Override
	public String name() {
		return "mirror";
	}

	@Override
	public MirrorChannel spawn(Options options, ChannelSettings settings) {
		return new MirrorChannel();
	}

	@Override
	public StartupData startupData() {
		throw new IllegalStateException("A mirror has no worker's side");
	}

	@Override
	public ServerChannel createServer(StartupData startupData, ServerSettings settings) {
		throw new IllegalStateException("A mirror has no worker's side");
	}

	/** Nothing can be chosen. */
	record Options() {
	}

	/** The mirror. */
	static final class MirrorChannel implements DriverChannel {

		private final CompletableFuture<ShutdownReason> end = new CompletableFuture<>();

		private volatile @Nullable ChannelListener listener;

		@Override
		public void start(ChannelListener listener) {
			this.listener = listener;
		}

		@Override
		public void send(Message message, TypeRef<?> payloadType) {
			ChannelListener current = this.listener;
			if (current == null || !message.type().equals(ANSWERED.name())) {
				return;
			}
			// As a serializer does, before it reads the payload
			current.typeOf(message.tx(), ANSWERED.resultName());
			current.onMessage(new Message(message.tx(), ANSWERED.resultName(), message.payload()));
		}

		@Override
		public boolean isConnected() {
			return !this.end.isDone();
		}

		@Override
		public OptionalLong pid() {
			return OptionalLong.empty();
		}

		@Override
		public Agreement agreement() {
			return Agreement.VERSION_1;
		}

		@Override
		public CompletableFuture<ShutdownReason> close(Duration grace) {
			ShutdownReason reason = ShutdownReason.closed(null);
			ChannelListener current = this.listener;
			if (this.end.complete(reason) && current != null) {
				current.onShutdown(reason);
			}
			return this.end;
		}

		@Override
		public void kill(String why) {
			close(Duration.ZERO);
		}

	}

}
