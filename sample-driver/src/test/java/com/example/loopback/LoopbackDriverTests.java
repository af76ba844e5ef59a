package com.example.loopback;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.isolatedworkers.client.Worker;
import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.client.Workers;
import io.isolatedworkers.driver.ChannelListener;
import io.isolatedworkers.driver.ChannelSettings;
import io.isolatedworkers.driver.ShutdownReason;
import io.isolatedworkers.driver.WorkerStartException;
import io.isolatedworkers.logging.LogLevel;
import io.isolatedworkers.logging.Slf4jLogger;
import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.TypeRef;
import io.isolatedworkers.pool.PoolOptions;
import io.isolatedworkers.pool.WorkerPool;
import io.isolatedworkers.serializer.JsonSerializer;
import io.isolatedworkers.serializer.MalformedMessageException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The loopback driver as its users meet it, and what is its own beyond the TCK.
 */
class LoopbackDriverTests {

	@Test
	void aWorkerIsStartedByNamingTheDriver() {
		LoopbackOptions options = LoopbackOptions.of(Greeter.class, GreeterImpl.class);
		try (Worker worker = Workers.start(new LoopbackDriver(), options, WorkerOptions.defaults())) {
			assertThat(worker.contract(Greeter.class).greet("Ann")).isEqualTo("Hello Ann");
		}
	}

	@Test
	void aPoolIsStartedByNamingTheDriver() {
		LoopbackOptions options = LoopbackOptions.of(Greeter.class, GreeterImpl.class);
		try (WorkerPool pool = WorkerPool.builder("greeters", new LoopbackDriver(), options)
			.options(PoolOptions.defaults().withSize(3))
			.start()) {
			assertThat(pool.contract(Greeter.class).greet("Ben")).isEqualTo("Hello Ben");
			assertThat(pool.stats().driver()).isEqualTo("loopback");
		}
	}

	@Test
	void anImplementationOfAnotherContractIsNamed() {
		assertThatExceptionOfType(WorkerStartException.class)
			.isThrownBy(() -> Workers.start(new LoopbackDriver(),
					new LoopbackOptions(Greeter.class.getName(), String.class.getName()), WorkerOptions.defaults()))
			.withMessageContaining("java.lang.String does not implement the contract com.example.loopback.Greeter");
	}

	@Test
	void aHandlerThatIgnoresItsEndIsCountedAsAbandonedUntilItReturns() throws Exception {
		LoopbackChannel channel = new LoopbackDriver().spawn(LoopbackOptions.of(Greeter.class, GreeterImpl.class),
				new ChannelSettings("stubborn", new JsonSerializer(), Duration.ofMinutes(1), 2, 1_000_000, false, null,
						null, null, new Slf4jLogger("io.isolatedworkers"), LogLevel.INFO));
		channel.start(new Silent());
		channel.send(new Message("1", "ignoreInterrupts", null), TypeRef.of(Void.class));
		GreeterImpl.BEGUN.await();
		assertThat(channel.abandonedThreads()).isZero();
		CompletableFuture<ShutdownReason> end = channel.close(Duration.ofMillis(100));
		assertThat(end.get().kind()).isEqualTo(ShutdownReason.Kind.CLOSE);
		assertThat(channel.abandonedThreads()).isOne();
		GreeterImpl.RELEASE.countDown();
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> channel.abandonedThreads() == 0);
	}

	private static final class Silent implements ChannelListener {

		@Override
		public TypeRef<?> typeOf(String tx, String type) {
			return TypeRef.of(String.class);
		}

		@Override
		public void onMessage(Message message) {
		}

		@Override
		public void onError(MalformedMessageException failure) {
		}

		@Override
		public void onClose() {
		}

		@Override
		public void onConnect() {
		}

		@Override
		public void onShutdown(ShutdownReason reason) {
		}

	}

}
