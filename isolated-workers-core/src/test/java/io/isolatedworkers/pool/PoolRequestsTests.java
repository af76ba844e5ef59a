package io.isolatedworkers.pool;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.isolatedworkers.client.Request;
import io.isolatedworkers.client.SendOptions;
import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.message.MessageType;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a pool counts.
 */
class PoolRequestsTests {

	private static final MessageType<String, String> ANY = MessageType.of("any", String.class, String.class);

	private final PoolOptions options = PoolOptions.defaults().withSize(1);

	private final Members members = Members.of("tests", this.options);

	private final PoolEvents events = new PoolEvents("tests", PoolListener.NONE, WorkerOptions.defaults().logger());

	private final PoolRequests requests = new PoolRequests(WorkerOptions.defaults(), this.members,
			new Dispatcher("tests", this.options, this.members, this.events), this.events);

	private CompletableFuture<String> send() {
		return this.requests.send(ANY, "x", SendOptions.defaults());
	}

	@Test
	void aRequestIsPendingUntilItEnds() throws InterruptedException {
		CompletableFuture<String> future = send();
		assertThat(this.requests.pending()).isOne();
		assertThat(this.requests.awaitEnded(Duration.ofMillis(1))).isFalse();
		future.cancel(false);
		assertThat(this.requests.pending()).isZero();
		assertThat(this.requests.awaitEnded(Duration.ZERO)).isTrue();
	}

	/** As where the stack is too short to tell of the end. */
	@Test
	void aRequestWhoseEndWasNotToldIsNotPendingOnceItsFutureIsComplete() {
		CompletableFuture<String> future = send();
		this.requests.completed(Request.of(ANY, "y", SendOptions.timeout(Duration.ofNanos(1)), WorkerOptions.defaults(),
				Request.Observer.NONE));
		assertThat(this.requests.pending()).isZero();
		future.cancel(false);
	}

}
