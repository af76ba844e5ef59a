package io.isolatedworkers.testing;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

import io.isolatedworkers.driver.Agreement;
import io.isolatedworkers.driver.ChannelClosedException;
import io.isolatedworkers.driver.ChannelListener;
import io.isolatedworkers.driver.ChannelSettings;
import io.isolatedworkers.driver.DriverChannel;
import io.isolatedworkers.driver.ServerChannel;
import io.isolatedworkers.driver.ServerListener;
import io.isolatedworkers.driver.ServerSettings;
import io.isolatedworkers.driver.ShutdownReason;
import io.isolatedworkers.driver.StartupData;
import io.isolatedworkers.driver.WorkerDriver;
import io.isolatedworkers.logging.LogLevel;
import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.TypeRef;

/**
 * A driver that can do nothing beyond what it must, and whose workers do nothing: for
 * what depends on which driver is named.
 */
public final class IdleDriver implements WorkerDriver<IdleDriver.Options, DriverChannel> {

	@Override
	public String name() {
		return "idle";
	}

	@Override
	public DriverChannel spawn(Options options, ChannelSettings settings) {
		return new Channel();
	}

	@Override
	public StartupData startupData() {
		return new Data();
	}

	@Override
	public ServerChannel createServer(StartupData startupData, ServerSettings settings) {
		return new Server();
	}

	/**
	 * The options of a worker that does nothing.
	 */
	public record Options() {

	}

	private static final class Channel implements DriverChannel {

		private final CompletableFuture<ShutdownReason> gone = new CompletableFuture<>();

		@Override
		public void start(ChannelListener listener) {
			this.gone.thenAccept(listener::onShutdown);
		}

		@Override
		public void send(Message message, TypeRef<?> payloadType) {
			throw new ChannelClosedException("'%s' was not sent: nobody is there".formatted(message.type()));
		}

		@Override
		public boolean isConnected() {
			return !this.gone.isDone();
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
			this.gone.complete(ShutdownReason.closed(null));
			return this.gone.copy();
		}

		@Override
		public void kill(String why) {
			this.gone.complete(ShutdownReason.error(why, null, ""));
		}

	}

	private static final class Server implements ServerChannel {

		@Override
		public void start(ServerListener listener) {
			listener.onEnd("there is nothing to do", true);
		}

		@Override
		public void send(Message message, TypeRef<?> payloadType) {
			throw new ChannelClosedException("'%s' was not sent: nobody is there".formatted(message.type()));
		}

		@Override
		public Agreement agreement() {
			return Agreement.VERSION_1;
		}

		@Override
		public void close() {
		}

	}

	private record Data() implements StartupData {

		@Override
		public String driver() {
			return "idle";
		}

		@Override
		public String serializer() {
			return null;
		}

		@Override
		public String serializerClass() {
			return null;
		}

		@Override
		public <T> T workerData(TypeRef<T> type) {
			return null;
		}

		@Override
		public LogLevel logLevel() {
			return LogLevel.INFO;
		}

	}

}
