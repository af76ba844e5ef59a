package io.isolatedworkers.driver.tck;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.isolatedworkers.driver.Agreement;
import io.isolatedworkers.driver.ChannelClosedException;
import io.isolatedworkers.driver.ChannelSettings;
import io.isolatedworkers.driver.DetachableDriver;
import io.isolatedworkers.driver.DisconnectBehavior;
import io.isolatedworkers.driver.DriverCapabilities;
import io.isolatedworkers.driver.DriverChannel;
import io.isolatedworkers.driver.ReconnectableDriver;
import io.isolatedworkers.driver.ServerSettings;
import io.isolatedworkers.driver.SharedMemoryDriver;
import io.isolatedworkers.driver.ShutdownReason;
import io.isolatedworkers.driver.StartupData;
import io.isolatedworkers.logging.LogLevel;
import io.isolatedworkers.logging.Slf4jLogger;
import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.TypeRef;
import io.isolatedworkers.serializer.JsonSerializer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What every driver must do. Extend it in the driver's own tests, return the driver and
 * the options that run an implementation of a contract, and all tests must pass. What
 * only some drivers can do is tested where the driver implements the interface for it,
 * and skipped where it does not.
 *
 * @param <O> the driver's options
 */
public abstract class WorkerDriverTck<O> extends WorkerLifeTck<O> {

	private static final TypeRef<String> TEXT = TypeRef.of(String.class);

	private static final Duration GRACE = Duration.ofSeconds(5);

	private DriverChannel spawn() {
		return driver().spawn(options(TckWorker.class, TckWorkerImpl.class),
				new ChannelSettings("tck", new JsonSerializer(), LIMIT, Agreement.LATEST_PROTOCOL, 1024 * 1024, false,
						null, null, null, new Slf4jLogger("io.isolatedworkers"), LogLevel.INFO));
	}

	private static void echo(DriverChannel channel, String tx) {
		channel.send(new Message(tx, "echo", "text of " + tx), TEXT);
	}

	@Test
	void theNameIsNotBlank() {
		assertThat(driver().name()).isNotBlank().isEqualTo(driver().name());
	}

	@Test
	void theCapabilitiesAreTheInterfaces() {
		assertThat(driver().capabilities()).isEqualTo(new DriverCapabilities(driver() instanceof ReconnectableDriver,
				driver() instanceof DetachableDriver, driver() instanceof SharedMemoryDriver));
	}

	@Test
	void outsideAWorkerThereAreNoStartupData() {
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(driver()::startupData)
			.withMessageContaining("'%s'".formatted(driver().name()));
	}

	@Test
	void startupDataOfAnotherDriverAreRefusedWithBothNames() {
		ServerSettings settings = new ServerSettings(new JsonSerializer(), DisconnectBehavior.SHUTDOWN,
				new Slf4jLogger("io.isolatedworkers"));
		assertThatThrownBy(() -> driver().createServer(new ForeignData(), settings))
			.isInstanceOf(IllegalArgumentException.class)
			.hasMessageContaining("'carrier-pigeon'")
			.hasMessageContaining("'%s'".formatted(driver().name()));
	}

	@Test
	void spawnReturnsAConnectedChannel() {
		DriverChannel channel = spawn();
		try {
			assertThat(channel.isConnected()).isTrue();
			assertThat(channel.agreement().protocol()).isBetween(1, Agreement.LATEST_PROTOCOL);
			assertThat(channel.pid().stream()).doesNotContain(ProcessHandle.current().pid());
		}
		finally {
			end(channel);
		}
	}

	private static RecordingListener end(DriverChannel channel) {
		RecordingListener listener = new RecordingListener();
		channel.start(listener);
		resultOf(channel.close(GRACE));
		return listener;
	}

	@Test
	void whatArrivesBeforeTheChannelIsStartedIsDeliveredThen() {
		DriverChannel channel = spawn();
		IntStream.range(0, 10).forEach((i) -> echo(channel, "early-" + i));
		// While another worker answers this often, this one has most likely answered too
		IntStream.range(0, 100).forEach((i) -> contract().echo("time passes"));
		RecordingListener listener = new RecordingListener();
		channel.start(listener);
		eventually().until(() -> listener.answers.size() == 10);
		resultOf(channel.close(GRACE));
	}

	@Test
	void anEndBeforeTheChannelIsStartedIsToldThen() {
		DriverChannel channel = spawn();
		channel.kill("it was killed before anybody listened");
		assertThat(resultOf(end(channel).shutdown).detail()).contains("before anybody listened");
	}

	@Test
	void theListenerIsToldOneThingAtATime() {
		DriverChannel channel = spawn();
		RecordingListener listener = new RecordingListener();
		channel.start(listener);
		List<CompletableFuture<Void>> senders = IntStream.range(0, 4)
			.mapToObj((sender) -> CompletableFuture.runAsync(
					() -> IntStream.range(0, 100).forEach((i) -> echo(channel, sender + "-" + i)),
					(task) -> new Thread(task).start()))
			.toList();
		senders.forEach(DriverTckSupport::resultOf);
		eventually().until(() -> listener.answers.size() == 400);
		resultOf(channel.close(GRACE));
		assertThat(listener.answers).doesNotHaveDuplicates();
		assertThat(listener.faults).isEmpty();
	}

	@Test
	void whatAListenerThrowsHarmsNothing() {
		DriverChannel channel = spawn();
		RecordingListener listener = new RecordingListener() {

			@Override
			public void onMessage(Message message) {
				super.onMessage(message);
				throw new IllegalStateException("the listener of the test");
			}

			@Override
			public void onShutdown(ShutdownReason reason) {
				super.onShutdown(reason);
				throw new IllegalStateException("the listener of the test");
			}

		};
		channel.start(listener);
		IntStream.range(0, 2).forEach((i) -> echo(channel, "tx-" + i));
		eventually().until(() -> listener.answers.size() == 2);
		assertThat(channel.isConnected()).isTrue();
		assertThat(resultOf(channel.close(GRACE)).kind()).isEqualTo(ShutdownReason.Kind.CLOSE);
		assertThat(resultOf(listener.shutdown).kind()).isEqualTo(ShutdownReason.Kind.CLOSE);
	}

	@Test
	void closingFromTheListenerDoesNotWaitForItself() {
		DriverChannel channel = spawn();
		AtomicReference<CompletableFuture<ShutdownReason>> end = new AtomicReference<>();
		RecordingListener listener = new RecordingListener() {

			@Override
			public void onMessage(Message message) {
				super.onMessage(message);
				end.set(channel.close(GRACE));
			}

		};
		channel.start(listener);
		echo(channel, "last");
		assertThat(resultOf(listener.shutdown).kind()).isEqualTo(ShutdownReason.Kind.CLOSE);
		assertThat(resultOf(end.get())).isEqualTo(resultOf(listener.shutdown));
	}

	@Test
	void aClosedChannelSendsNothing() {
		DriverChannel channel = spawn();
		RecordingListener listener = end(channel);
		assertThat(channel.isConnected()).isFalse();
		assertThatExceptionOfType(ChannelClosedException.class).isThrownBy(() -> echo(channel, "late"))
			.withMessageContaining("'echo'");
		assertThat(listener.answers).isEmpty();
	}

	@Test
	void killingEndsWithWhatTheWorkerDid() {
		DriverChannel channel = spawn();
		RecordingListener listener = new RecordingListener();
		channel.start(listener);
		channel.kill("it ate the paint");
		ShutdownReason reason = resultOf(listener.shutdown);
		assertThat(reason.kind()).isEqualTo(ShutdownReason.Kind.ERROR);
		assertThat(reason.detail()).startsWith("it ate the paint");
		assertThat(resultOf(channel.close(GRACE))).isEqualTo(reason);
		assertThat(channel.isConnected()).isFalse();
	}

	@Test
	void theEndIsToldOnceAndLastHoweverOftenItIsAskedFor() {
		DriverChannel channel = spawn();
		RecordingListener listener = new RecordingListener();
		channel.start(listener);
		IntStream.range(0, 100).forEach((i) -> echo(channel, "tx-" + i));
		List<CompletableFuture<ShutdownReason>> ends = Stream
			.<Runnable>of(() -> channel.kill("it was in the way"), () -> channel.close(GRACE),
					() -> channel.kill("it still is"))
			.map((end) -> CompletableFuture.runAsync(end, (task) -> new Thread(task).start())
				.thenCompose((done) -> channel.close(GRACE)))
			.toList();
		ShutdownReason reason = resultOf(listener.shutdown);
		assertThat(ends).allSatisfy((end) -> assertThat(resultOf(end)).isEqualTo(reason));
		assertThat(resultOf(channel.close(GRACE))).isEqualTo(reason);
		assertThat(listener.faults).isEmpty();
	}

	/**
	 * The start-up data of a driver that does not exist.
	 */
	private record ForeignData() implements StartupData {

		@Override
		public String driver() {
			return "carrier-pigeon";
		}

		@Override
		public String serializer() {
			return "JsonSerializer";
		}

		@Override
		public String serializerClass() {
			return JsonSerializer.class.getName();
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
