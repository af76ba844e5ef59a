package io.isolatedworkers.driver.tck;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.isolatedworkers.client.RemoteWorkerException;
import io.isolatedworkers.client.RequestInterruptedException;
import io.isolatedworkers.client.RequestTimeoutException;
import io.isolatedworkers.client.SendOptions;
import io.isolatedworkers.client.Worker;
import io.isolatedworkers.driver.Feature;
import io.isolatedworkers.driver.tck.TckWorker.Person;
import io.isolatedworkers.driver.tck.TckWorker.Step;
import io.isolatedworkers.message.Direction;
import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.serializer.MalformedMessageException;
import io.isolatedworkers.serializer.SerializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Requests over a driver, as the client of its users makes them.
 *
 * @param <O> the driver's options
 */
abstract class RequestTck<O> extends DriverTckSupport<O> {

	private static final int SMALL_FRAME = 16 * 1024;

	private void assumeFeature(Feature feature) {
		assumeTrue(shared().agreement().has(feature), () -> "the driver's workers do not agree on " + feature);
	}

	@Test
	void recordsAndListsTravelBothWays() {
		List<Person> people = List.of(new Person("Änne", 40, List.of("Ben", "Cleo")), new Person("Dan", 7, List.of()));
		assertThat(contract().birthday(people)).containsExactly(new Person("Änne", 41, List.of("Ben", "Cleo")),
				new Person("Dan", 8, List.of()));
	}

	@Test
	void nothingTravelsBothWays() {
		contract().nothing();
		assertThat(contract().echo(null)).isNull();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 255, 65_536, 1_000_003, 5_000_000 })
	void bytesTravelBothWays(int size) {
		byte[] bytes = new byte[size];
		new Random(size).nextBytes(bytes);
		assertThat(contract().reverse(contract().reverse(bytes))).isEqualTo(bytes);
	}

	@Test
	void requestsOfManyThreadsGetTheirOwnAnswers() {
		List<CompletableFuture<Void>> callers = IntStream.range(0, 8)
			.mapToObj((caller) -> CompletableFuture.runAsync(() -> {
				for (int i = 0; i < 50; i++) {
					String text = caller + "-" + i;
					assertThat(contract().echo(text)).isEqualTo(text);
				}
			}, (task) -> new Thread(task).start()))
			.toList();
		callers.forEach(DriverTckSupport::resultOf);
	}

	@Test
	void largeMessagesInBothDirectionsDoNotWaitForEachOther() {
		String large = "z".repeat(1_000_000);
		List<CompletableFuture<String>> answers = IntStream.range(0, 8)
			.mapToObj((i) -> shared().send(ECHO, large + i))
			.toList();
		for (int i = 0; i < answers.size(); i++) {
			assertThat(resultOf(answers.get(i))).isEqualTo(large + i);
		}
	}

	@Test
	void aFailureArrivesWithMessageNameCodeAndStack() {
		assertThatExceptionOfType(RemoteWorkerException.class).isThrownBy(() -> contract().fail("no ink left"))
			.withMessage("no ink left")
			.satisfies((failure) -> {
				assertThat(failure.name()).isEqualTo(TckWorkerImpl.TckException.class.getName());
				assertThat(failure.code()).isEqualTo("TCK");
				assertThat(failure.remoteStack()).contains("TckWorkerImpl.fail");
			});
	}

	@Test
	void anUnknownTypeIsAnsweredByAFailureAndTheWorkerLivesOn() {
		Worker worker = shared();
		assertThat(failureOf(worker.send(MessageType.of("unheardOf", String.class, String.class), "hello")))
			.isInstanceOf(RemoteWorkerException.class)
			.hasMessage("Unknown message type: unheardOf");
		assertThat(resultOf(worker.send(ECHO, "fine"))).isEqualTo("fine");
	}

	@Test
	void aPayloadThatDoesNotFitIsAnsweredByAFailureAndTheWorkerLivesOn() {
		Worker worker = shared();
		assertThat(failureOf(worker.send(MessageType.of("birthday", String.class, String.class), "hello")))
			.isInstanceOf(RemoteWorkerException.class)
			.hasMessageContaining("'birthday'");
		assertThat(resultOf(worker.send(ECHO, "fine"))).isEqualTo("fine");
	}

	@Test
	void aResultThatDoesNotFitFailsItsOwnRequestOnly() {
		Worker worker = shared();
		assertThat(failureOf(worker.send(MessageType.of("echo", String.class, Integer.class), "hello")))
			.isInstanceOf(MalformedMessageException.class);
		assertThat(resultOf(worker.send(ECHO, "fine"))).isEqualTo("fine");
	}

	@Test
	void aMessageThatIsTooLargeIsRefusedAndNothingElseIsHarmed() {
		try (Worker worker = start(TckWorkerImpl.class, workerOptions().maxFrameBytes(SMALL_FRAME).build())) {
			TckWorker contract = worker.contract(TckWorker.class);
			assertThat(contract.count()).isOne();
			assertThat(failureOf(worker.send(ECHO, "x".repeat(SMALL_FRAME))))
				.isInstanceOf(SerializationException.class);
			assertThatExceptionOfType(RemoteWorkerException.class).isThrownBy(() -> contract.text(SMALL_FRAME))
				.satisfies((failure) -> assertThat(failure.name()).isEqualTo(SerializationException.class.getName()));
			assertThat(contract.count()).isEqualTo(2);
		}
	}

	@Test
	void cancellingReachesItsOwnRequestOnly() {
		assumeFeature(Feature.CANCEL);
		giveUpOneOfTwo((request) -> {
			request.cancel(true);
			assertThatExceptionOfType(CancellationException.class).isThrownBy(request::join);
		}, SendOptions.defaults());
	}

	@Test
	void aTimeoutReachesItsOwnRequestOnly() {
		assumeFeature(Feature.CANCEL);
		giveUpOneOfTwo((request) -> assertThat(failureOf(request)).isInstanceOf(RequestTimeoutException.class),
				SendOptions.timeout(Duration.ofMillis(100)));
	}

	private void giveUpOneOfTwo(Consumer<CompletableFuture<String>> givingUp, SendOptions options) {
		try (Worker worker = start()) {
			TckWorker contract = worker.contract(TckWorker.class);
			CompletableFuture<String> other = worker.send(BLOCK);
			awaitBlocked(worker, 1);
			givingUp.accept(worker.send(BLOCK, null, options));
			eventually().until(() -> contract.blocked() == 1 && worker.inFlight() == 1);
			assertThat(other).isNotDone();
			other.cancel(true);
			eventually().until(() -> contract.interrupted() >= 1 && contract.blocked() == 0);
			assertThat(worker.isConnected()).isTrue();
		}
	}

	@Test
	void progressArrivesInOrderAndBeforeTheAnswer() {
		assumeFeature(Feature.PROGRESS);
		List<Integer> heard = new ArrayList<>();
		CompletableFuture<Integer> answer = shared().send(MessageType.of("report", Integer.class, Integer.class), 200,
				SendOptions.defaults().withProgress(Step.class, (step) -> heard.add(step.number())));
		List<Integer> before = resultOf(answer.thenApply((count) -> List.copyOf(heard)));
		assertThat(before).containsExactlyElementsOf(IntStream.range(0, 200).boxed().toList());
	}

	@Test
	void whatStandsBesideThePayloadTravels() {
		assumeFeature(Feature.META);
		try (Worker worker = start(TckWorkerImpl.class, workerOptions()
			.middleware(
					(message, direction) -> (direction == Direction.SEND) ? message.withMeta("trace", "4711") : message)
			.build())) {
			assertThat(worker.contract(TckWorker.class).meta()).isEqualTo(Map.of("trace", "4711"));
		}
	}

	@Test
	void theTimeThatIsLeftTravels() {
		assumeFeature(Feature.DEADLINE);
		assertThat(contract().knowsDeadline()).isTrue();
	}

	@Test
	void anInterruptedCallerLosesItsOwnRequestOnly() throws InterruptedException {
		try (Worker worker = start()) {
			TckWorker contract = worker.contract(TckWorker.class);
			CompletableFuture<String> other = worker.send(BLOCK);
			awaitBlocked(worker, 1);
			AtomicReference<Throwable> thrown = new AtomicReference<>();
			Thread caller = new Thread(contract::block);
			caller.setUncaughtExceptionHandler((thread, failure) -> thrown.set(failure));
			caller.start();
			awaitBlocked(worker, 2);
			caller.interrupt();
			caller.join(LIMIT.toMillis());
			assertThat(thrown.get()).isInstanceOf(RequestInterruptedException.class);
			assertThat(contract.echo("fine")).isEqualTo("fine");
			assertThat(other).isNotDone();
		}
	}

	@Test
	void aThreadThatIsInterruptedAlreadyCanSend() {
		Worker worker = shared();
		List<CompletableFuture<String>> answers = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			Thread.currentThread().interrupt();
			answers.add(worker.send(ECHO, "x".repeat(10_000) + i));
			assertThat(Thread.interrupted()).isTrue();
		}
		for (int i = 0; i < answers.size(); i++) {
			assertThat(resultOf(answers.get(i))).endsWith("x" + i);
		}
		assertThat(worker.isConnected()).isTrue();
	}

}
