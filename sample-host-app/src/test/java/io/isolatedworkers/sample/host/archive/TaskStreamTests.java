package io.isolatedworkers.sample.host.archive;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter.DataWithMediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a client sees of a task, and what a slow one costs.
 */
class TaskStreamTests {

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final Client client = new Client();

	private final TaskStream stream = new TaskStream("task", this.client, this.executor, (over) -> this.over = true);

	private volatile boolean over;

	@AfterEach
	void stop() {
		this.executor.shutdownNow();
	}

	@Test
	void whatHappensBeforeTheStreamBeginsComesAfterTheState() {
		this.client.ready.release(10);
		this.stream.progress("progress", 100);
		this.stream.begin("state", "running");
		await().untilAsserted(() -> assertThat(this.client.taken).containsExactly("state running", "progress 100"));
	}

	@Test
	void aSlowClientGetsTheLatestProgressAndTheEndAndHoldsNobodyUp() {
		this.stream.begin("state", "running");
		await().until(this.client.ready::hasQueuedThreads);
		for (int i = 0; i < 10_000; i++) {
			this.stream.progress("progress", i);
		}
		this.client.ready.release();
		await().until(() -> this.client.taken.size() == 1 && this.client.ready.hasQueuedThreads());
		this.stream.heartbeat();
		this.stream.last("complete", "done");
		this.stream.progress("progress", 10_001);
		this.client.ready.release(10);
		await().until(() -> this.client.complete);
		assertThat(this.client.taken).containsExactly("state running", "progress 9999", "complete done");
		assertThat(this.over).isTrue();
	}

	@Test
	void nothingComesAfterTheEnd() {
		this.client.ready.release(10);
		this.stream.begin("state", "done");
		this.stream.last("complete", "done");
		this.stream.last("complete", "told again");
		await().until(() -> this.client.complete);
		this.stream.progress("progress", 1);
		this.stream.heartbeat();
		this.executor.shutdown();
		await().until(this.executor::isTerminated);
		assertThat(this.client.taken).containsExactly("state done", "complete done");
	}

	@Test
	void aHeartbeatIsAComment() {
		this.client.ready.release(10);
		this.stream.begin("state", "running");
		await().until(() -> this.client.taken.size() == 1);
		this.stream.heartbeat();
		await().untilAsserted(() -> assertThat(this.client.taken).containsExactly("state running", ":still here"));
	}

	@Test
	void aStreamThatIsEndedSaysNothingMore() {
		this.stream.begin("state", "running");
		await().until(this.client.ready::hasQueuedThreads);
		this.stream.progress("progress", 1);
		this.stream.end();
		this.client.ready.release(10);
		await().until(() -> this.client.complete);
		assertThat(this.client.taken).containsExactly("state running");
	}

	@Test
	void aClientThatIsGoneIsSentNothingMore() {
		this.client.gone = true;
		this.client.ready.release(10);
		this.stream.begin("state", "running");
		this.stream.progress("progress", 1);
		this.stream.last("complete", "done");
		this.executor.shutdown();
		await().until(this.executor::isTerminated);
		assertThat(this.client.tries).isEqualTo(1);
		assertThat(this.over).isTrue();
	}

	/** Takes an event for each permit. */
	private static final class Client extends SseEmitter {

		private final Semaphore ready = new Semaphore(0);

		private final List<String> taken = new CopyOnWriteArrayList<>();

		private volatile boolean complete;

		private volatile boolean gone;

		private volatile int tries;

		@Override
		public void send(SseEventBuilder event) throws IOException {
			this.ready.acquireUninterruptibly();
			this.tries++;
			if (this.gone) {
				throw new IOException("Broken pipe");
			}
			this.taken.add(event.build()
				.stream()
				.map(DataWithMediaType::getData)
				.map(Object::toString)
				.collect(Collectors.joining())
				.replace("event:", "")
				.replace("\ndata:", " ")
				.strip());
		}

		@Override
		public void complete() {
			this.complete = true;
		}

	}

}
