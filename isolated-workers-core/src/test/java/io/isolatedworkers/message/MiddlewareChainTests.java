package io.isolatedworkers.message;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Middleware in its order.
 */
class MiddlewareChainTests {

	private final Message message = new Message("1", "resize", "");

	private final List<String> calls = new ArrayList<>();

	@Test
	void anEmptyChainAnswersTheSameMessage() {
		MiddlewareChain chain = new MiddlewareChain(List.of());
		assertThat(chain.isEmpty()).isTrue();
		assertThat(chain.apply(this.message, Direction.SEND)).isCompletedWithValue(this.message);
	}

	@Test
	void middlewareRunsInTheGivenOrderInBothDirections() {
		MiddlewareChain chain = chain(appending("a"), appending("b"), appending("c"));
		assertThat(chain.isEmpty()).isFalse();
		assertThat(chain.apply(this.message, Direction.SEND).join().payload()).isEqualTo("abc");
		assertThat(chain.apply(this.message, Direction.RECEIVE).join().payload()).isEqualTo("abc");
		assertThat(this.calls).containsExactly("a SEND", "b SEND", "c SEND", "a RECEIVE", "b RECEIVE", "c RECEIVE");
	}

	@Test
	void synchronousMiddlewareIsDoneWhenTheCallReturns() {
		AtomicReference<Thread> thread = new AtomicReference<>();
		assertThat(chain((message, direction) -> {
			thread.set(Thread.currentThread());
			return message;
		}).apply(this.message, Direction.SEND)).isDone();
		assertThat(thread).hasValue(Thread.currentThread());
	}

	@Test
	void synchronousAndAsynchronousMiddlewareMix() {
		CompletableFuture<Void> first = new CompletableFuture<>();
		CompletableFuture<Void> second = new CompletableFuture<>();
		CompletableFuture<Message> answer = chain(appending("a"), asyncAppending("b", first), appending("c"),
				asyncAppending("d", second), appending("e"))
			.apply(this.message, Direction.SEND);
		assertThat(answer).isNotDone();
		assertThat(this.calls).containsExactly("a SEND", "b SEND");
		first.complete(null);
		assertThat(answer).isNotDone();
		assertThat(this.calls).containsExactly("a SEND", "b SEND", "c SEND", "d SEND");
		second.complete(null);
		assertThat(answer.join().payload()).isEqualTo("abcde");
	}

	@Test
	void aFailureStopsLaterMiddleware() {
		IllegalStateException cause = new IllegalStateException("no");
		Middleware failing = new Failing(cause);
		MiddlewareException failure = failureOf(chain(appending("a"), failing, appending("b")), Direction.SEND);
		assertThat(failure).hasCause(cause)
			.hasMessageContaining(Failing.class.getName())
			.hasMessageContaining("sending 'resize'")
			.hasMessageContaining("no");
		assertThat(failure.delivery()).isEqualTo(Delivery.NOT_SENT);
		assertThat(this.calls).containsExactly("a SEND");
	}

	@Test
	void aFailureOnReceivingSaysThatTheWorkMayBeDone() {
		MiddlewareException failure = failureOf(chain(new Failing(new Exception("no"))), Direction.RECEIVE);
		assertThat(failure).hasMessageContaining("receiving 'resize'");
		assertThat(failure.delivery()).isEqualTo(Delivery.MAYBE_EXECUTED);
	}

	@Test
	void anErrorIsAFailureToo() {
		assertThat(failureOf(chain(new Failing(new StackOverflowError())), Direction.SEND))
			.hasCauseInstanceOf(StackOverflowError.class);
	}

	@Test
	void aFailureOfAsynchronousMiddlewareStopsLaterMiddlewareAndNamesIt() {
		IllegalStateException cause = new IllegalStateException("no");
		for (Throwable thrown : List.of(cause, new CompletionException(cause))) {
			MiddlewareException failure = failureOf(
					chain(Middleware.async(new Answering(CompletableFuture.failedFuture(thrown))), appending("b")),
					Direction.SEND);
			assertThat(failure).hasCause(cause).hasMessageContaining(Answering.class.getName());
		}
		assertThat(this.calls).isEmpty();
	}

	@Test
	void anAnswerOfNullIsRefusedNamingTheCulprit() {
		assertThat(failureOf(chain(new Replacing(null), appending("b")), Direction.SEND))
			.hasMessageContaining(Replacing.class.getName())
			.hasMessageContaining("answered null");
		assertThat(failureOf(
				chain(Middleware.async(new Answering(CompletableFuture.completedFuture(null))), appending("b")),
				Direction.SEND))
			.hasMessageContaining(Answering.class.getName())
			.hasMessageContaining("answered null");
		assertThat(this.calls).isEmpty();
	}

	@Test
	void aChangedTransactionIdOrTypeIsRefusedNamingTheCulprit() {
		for (Message changed : List.of(this.message.withTx("2"), new Message("1", "other", ""))) {
			assertThat(failureOf(chain(new Replacing(changed), appending("b")), Direction.SEND))
				.hasMessageContaining(Replacing.class.getName())
				.hasMessageContaining("changed the message's tx or type");
			assertThat(failureOf(
					chain(Middleware.async(new Answering(CompletableFuture.completedFuture(changed))), appending("b")),
					Direction.SEND))
				.hasMessageContaining(Answering.class.getName())
				.hasMessageContaining("changed the message's tx or type");
		}
		assertThat(this.calls).isEmpty();
	}

	@Test
	void theListCanBeChangedWithoutChangingTheChain() {
		List<Middleware> list = new ArrayList<>(List.of(appending("a")));
		MiddlewareChain chain = new MiddlewareChain(list);
		list.add(appending("b"));
		assertThat(chain.apply(this.message, Direction.SEND).join().payload()).isEqualTo("a");
	}

	@Test
	void asynchronousMiddlewareCanBeAskedDirectly() throws Exception {
		assertThat(asyncAppending("a", CompletableFuture.completedFuture(null)).apply(this.message, Direction.SEND)
			.payload()).isEqualTo("a");
	}

	@Test
	void asynchronousMiddlewareThatThrowsAtOnceIsNamed() {
		assertThat(failureOf(chain(Middleware.async(new Throwing())), Direction.SEND))
			.hasMessageContaining(Throwing.class.getName());
		assertThat(failureOf(chain(Middleware.async(new Answering(null))), Direction.SEND))
			.hasMessageContaining(Answering.class.getName());
	}

	@Test
	void theFutureCompletesWithAMiddlewareExceptionAlsoAfterAsynchronousMiddleware() {
		AtomicReference<Throwable> seen = new AtomicReference<>();
		chain(Middleware.async(new Answering(CompletableFuture.failedFuture(new Exception("no")))))
			.apply(this.message, Direction.SEND)
			.whenComplete((message, failure) -> seen.set(failure));
		assertThat(seen.get()).isInstanceOf(MiddlewareException.class);
	}

	private MiddlewareException failureOf(MiddlewareChain chain, Direction direction) {
		CompletableFuture<Message> answer = chain.apply(this.message, direction);
		AtomicReference<MiddlewareException> failure = new AtomicReference<>();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(answer::get)
			.satisfies(
					(ex) -> assertThat(ex.getCause()).isInstanceOfSatisfying(MiddlewareException.class, failure::set));
		return failure.get();
	}

	private static MiddlewareChain chain(Middleware... middleware) {
		return new MiddlewareChain(List.of(middleware));
	}

	private Middleware appending(String text) {
		return (message, direction) -> {
			this.calls.add(text + " " + direction);
			return message.withPayload(message.payload() + text);
		};
	}

	private Middleware asyncAppending(String text, CompletableFuture<Void> gate) {
		return Middleware.async((message, direction) -> {
			this.calls.add(text + " " + direction);
			return gate.thenApply((ready) -> message.withPayload(message.payload() + text));
		});
	}

	private record Failing(Throwable failure) implements Middleware {

		@Override
		public Message apply(Message message, Direction direction) throws Exception {
			if (this.failure instanceof Error error) {
				throw error;
			}
			throw (Exception) this.failure;
		}

	}

	private record Replacing(Message answer) implements Middleware {

		@Override
		public Message apply(Message message, Direction direction) {
			return this.answer;
		}

	}

	private record Answering(CompletionStage<Message> answer) implements Middleware.Async {

		@Override
		public CompletionStage<Message> apply(Message message, Direction direction) {
			return this.answer;
		}

	}

	private record Throwing() implements Middleware.Async {

		@Override
		public CompletionStage<Message> apply(Message message, Direction direction) {
			throw new IllegalStateException("at once");
		}

	}

}
