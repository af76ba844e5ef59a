package io.isolatedworkers.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.isolatedworkers.message.MessageType;
import org.junit.jupiter.api.Test;

import static io.isolatedworkers.testing.Processes.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The end of a request that no worker has yet.
 */
class RequestTests {

	private static final MessageType<Void, String> ANY = MessageType.withoutPayload("any", String.class);

	@Test
	void aRequestWhoseTimeIsUpWhileItIsMadeEnds() {
		SendOptions atOnce = SendOptions.timeout(Duration.ofNanos(1));
		AtomicInteger ends = new AtomicInteger();
		List<CompletableFuture<String>> futures = new ArrayList<>();
		for (int i = 0; i < 20_000; i++) {
			futures.add(Request
				.of(ANY, null, atOnce, WorkerOptions.defaults(), (request, outcome) -> ends.incrementAndGet())
				.future());
		}
		eventually().until(() -> futures.stream().allMatch(CompletableFuture::isCompletedExceptionally));
		assertThat(ends).hasValue(futures.size());
	}

}
