package io.isolatedworkers.sample.host;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

import io.isolatedworkers.sample.host.ThumbnailClient.Answer;
import io.isolatedworkers.sample.worker.images.SamplePictures;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Workers die while many requests are served.
 */
class LoadIT {

	private static final byte[] PHOTO = SamplePictures.photo(800, 600, 16);

	private static final int IN_FLIGHT = 8;

	private static final Duration REPAIR = Duration.ofSeconds(20);

	private static SampleHost host;

	private static ThumbnailClient client;

	@BeforeAll
	static void start() throws IOException {
		host = SampleHost.start();
		client = host.client();
	}

	@AfterAll
	static void stop() throws IOException {
		host.close();
	}

	@Test
	void goodRequestsAreServedWhileBombsGoOff() throws InterruptedException {
		byte[] bomb = SamplePictures.bomb();
		Semaphore room = new Semaphore(IN_FLIGHT);
		List<CompletableFuture<Answer>> good = new ArrayList<>();
		List<CompletableFuture<Answer>> bombs = new ArrayList<>();
		for (int i = 0; i < 200; i++) {
			if (i % 20 == 10) {
				bombs.add(send(bomb, room));
			}
			good.add(send(PHOTO, room));
		}
		assertThat(bombs).allSatisfy((answer) -> {
			assertThat(answer.join().status()).isEqualTo(503);
			assertThat(answer.join().text()).contains("ran out of memory");
		});
		assertThat(good).allSatisfy((answer) -> assertServedOrExplained(answer.join()));
		assertThat(good).filteredOn((answer) -> answer.join().status() == 200).hasSizeGreaterThan(150);
		await().atMost(REPAIR).until(client::isWhole);
	}

	@Test
	void allRequestsEndWhenAWorkerIsKilled() throws InterruptedException {
		await().atMost(REPAIR).until(client::isWhole);
		ProcessHandle victim = host.workers("images").get(0);
		Semaphore room = new Semaphore(IN_FLIGHT);
		List<CompletableFuture<Answer>> answers = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			if (i == 40) {
				victim.destroyForcibly();
			}
			answers.add(send(PHOTO, room));
		}
		assertThat(answers).allSatisfy((answer) -> assertServedOrExplained(answer.join()));
		assertThat(answers).filteredOn((answer) -> answer.join().status() != 200).hasSizeLessThanOrEqualTo(1);
		await().atMost(REPAIR).until(client::isWhole);
		assertThat(client.workers()).noneMatch((worker) -> worker.get("pid").longValue() == victim.pid());
	}

	private static CompletableFuture<Answer> send(byte[] image, Semaphore room) throws InterruptedException {
		room.acquire();
		return client.send(image).whenComplete((answer, failure) -> room.release());
	}

	private static void assertServedOrExplained(Answer answer) {
		if (answer.status() != 200) {
			assertThat(answer.status()).as(answer.text()).isEqualTo(503);
			assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
			assertThat(answer.header("Retry-After")).as(answer.text()).isNotEmpty();
		}
	}

}
