package io.isolatedworkers.client;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.isolatedworkers.driver.process.WorkerCommand;
import io.isolatedworkers.message.Delivery;
import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.testing.ShortLived;
import io.isolatedworkers.testing.TestWorker;
import io.isolatedworkers.testing.TestWorkerImpl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.isolatedworkers.testing.Processes.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Requests that are given up: by their caller or because their time is up.
 */
class CancellationTests {

	private static final MessageType<Long, String> SLEEP = MessageType.of("sleep", Long.class, String.class);

	private static final MessageType<Long, String> STUBBORN = MessageType.of("ignoreInterrupts", Long.class,
			String.class);

	private final Worker worker = start(Duration.ofSeconds(60));

	private final TestWorker contract = this.worker.contract(TestWorker.class);

	private static Worker start(Duration cancelGrace) {
		return Workers.start(ShortLived.options(WorkerCommand.contract(TestWorker.class, TestWorkerImpl.class)),
				ShortLived.workerOptions()
					.cancelGrace(cancelGrace)
					.requestTimeout("sleep", Duration.ofSeconds(60))
					.build());
	}

	@AfterEach
	void close() {
		this.worker.close();
	}

	@Test
	void cancellingInterruptsTheHandlerOfThatRequestOnly() {
		CompletableFuture<String> other = this.worker.send(SLEEP, 1_000L);
		CompletableFuture<String> request = this.worker.send(SLEEP, 60_000L);
		request.cancel(true);
		assertThatExceptionOfType(CancellationException.class).isThrownBy(request::join);
		eventually().until(this.contract::wasInterrupted);
		assertThat(other.join()).isEqualTo("slept");
		eventually().until(() -> this.worker.inFlight() == 0);
		assertThat(this.worker.isActive()).isTrue();
	}

	@Test
	void aTimeoutNamesTheRequestAndInterruptsTheHandler() {
		assertThat(this.contract.echo("first")).isEqualTo("first");
		CompletableFuture<String> request = this.worker.send(SLEEP, 60_000L,
				SendOptions.timeout(Duration.ofSeconds(2)));
		CompletionException failure = catchThrowableOfType(CompletionException.class, request::join);
		assertThat(failure.getCause()).isInstanceOfSatisfying(RequestTimeoutException.class, (timeout) -> {
			assertThat(timeout).hasMessageContaining("'sleep'").hasMessageContaining("PT2S");
			assertThat(timeout.delivery()).isEqualTo(Delivery.MAYBE_EXECUTED);
		});
		eventually().until(this.contract::wasInterrupted);
		assertThat(this.worker.isActive()).isTrue();
	}

	@Test
	void aTimeoutOfAThousandYearsIsTaken() {
		SendOptions patient = SendOptions.timeout(Duration.ofDays(365_000));
		assertThat(this.worker.send(SLEEP, 1L, patient).join()).isEqualTo("slept");
	}

	@Test
	void aTimeoutOfTheCallersFutureGivesTheRequestUpToo() {
		CompletableFuture<String> request = this.worker.send(SLEEP, 60_000L);
		request.orTimeout(100, java.util.concurrent.TimeUnit.MILLISECONDS);
		eventually().until(this.contract::wasInterrupted);
		assertThat(this.worker.pending()).isZero();
	}

	@Test
	void aHandlerThatIgnoresTheCancelLosesItsWorkerAfterTheGraceTime() {
		try (Worker impatient = start(Duration.ofMillis(500))) {
			CompletableFuture<String> bystander = impatient.send(SLEEP, 50_000L);
			CompletableFuture<String> request = impatient.send(STUBBORN, 60_000L);
			request.cancel(true);
			CompletionException failure = catchThrowableOfType(CompletionException.class, bystander::join);
			assertThat(failure.getCause()).isInstanceOf(WorkerCrashedException.class)
				.hasMessageContaining("'ignoreInterrupts'")
				.hasMessageContaining("PT0.5S");
			assertThat(impatient.isActive()).isFalse();
		}
	}

	@Test
	void anInterruptedCallerCancelsItsOwnRequest() {
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(RequestInterruptedException.class).isThrownBy(() -> this.contract.sleep(60_000))
			.withMessageContaining("'sleep'");
		assertThat(Thread.interrupted()).isTrue();
		eventually().until(() -> this.worker.inFlight() == 0);
		assertThat(this.contract.echo("fine")).isEqualTo("fine");
	}

}
