package io.isolatedworkers.sample.host;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.isolatedworkers.sample.host.ThumbnailClient.Answer;
import io.isolatedworkers.sample.worker.images.SamplePictures;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The host ends, in order or not, while its workers are busy.
 */
class HostEndIT {

	private static final int SIGTERM_EXIT = 128 + 15;

	private static final int REQUESTS = 12;

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	/** Takes a while to decode. */
	private static final byte[] PHOTO = SamplePictures.photo(6000, 4000, 4);

	@Test
	void nothingIsLeftOfAKilledHost() throws IOException {
		try (SampleHost host = SampleHost.start()) {
			List<ProcessHandle> workers = host.workers();
			assertThat(host.workers("images")).hasSize(2);
			assertThat(workers).containsAll(host.workers("images")).containsAll(host.workers("archive"));
			assertThat(host.leftovers()).isNotEmpty();
			keepBusy(host.client());
			host.process().destroyForcibly();
			await().atMost(PATIENCE).untilAsserted(() -> {
				assertThat(workers).noneMatch(ProcessHandle::isAlive);
				assertThat(host.leftovers()).isEmpty();
			});
		}
	}

	@Test
	void aHostThatIsToldToStopFinishesItsRequests() throws Exception {
		try (SampleHost host = SampleHost.start()) {
			List<ProcessHandle> workers = host.workers();
			List<CompletableFuture<Answer>> answers = keepBusy(host.client());
			host.process().destroy();
			assertThat(answers).allSatisfy((answer) -> assertThat(answer.join().status()).isEqualTo(200));
			assertThat(host.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
			assertThat(host.process().exitValue()).isEqualTo(SIGTERM_EXIT);
			assertThat(workers).noneMatch(ProcessHandle::isAlive);
			assertThat(host.leftovers()).isEmpty();
			assertThat(host.log()).contains("Graceful shutdown complete").doesNotContain("ERROR", "Exception");
		}
	}

	/** Sends requests and returns when all have arrived and both workers are busy. */
	private static List<CompletableFuture<Answer>> keepBusy(ThumbnailClient client) {
		List<CompletableFuture<Answer>> answers = IntStream.range(0, REQUESTS)
			.mapToObj((i) -> client.send(PHOTO))
			.toList();
		await().atMost(PATIENCE).until(() -> {
			long done = answers.stream().filter(CompletableFuture::isDone).count();
			return done + client.pool().get("pending").intValue() == REQUESTS;
		});
		assertThat(client.workers()).allMatch((worker) -> worker.get("pending").intValue() > 0);
		return answers;
	}

}
