package io.isolatedworkers.sample.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.isolatedworkers.sample.host.ArchiveClient.Event;
import io.isolatedworkers.sample.host.ArchiveClient.Watch;
import io.isolatedworkers.sample.host.ThumbnailClient.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Archive tasks of the packaged sample, from the request to the rows. Each test leaves
 * all rows where they were at first.
 */
class ArchiveIT {

	private static final int ROWS = 8_000;

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static SampleHost host;

	private static ArchiveClient client;

	private static ArchiveFiles files;

	@BeforeAll
	static void start() throws IOException {
		host = SampleHost.start("--sample.rows=" + ROWS, "--sample.heartbeat=200ms");
		client = host.archive();
		files = new ArchiveFiles(host.data());
	}

	@AfterAll
	static void stop() throws IOException {
		host.close();
	}

	@Test
	void aTaskIsWatchedFromItsStateToItsEnd() {
		String task = client.submit("ARCHIVE", 200);
		Watch watch = client.watch(task);
		await().atMost(PATIENCE).until(watch::isOver);
		List<Event> events = watch.events();
		assertThat(events.get(0).name()).isEqualTo("state");
		assertThat(events.get(events.size() - 1).name()).isEqualTo("complete");
		assertThat(watch.events("progress")).isNotEmpty()
			.allSatisfy((event) -> assertThat(event.data().get("taskId").stringValue()).isEqualTo(task))
			.allSatisfy((event) -> assertThat(event.data().get("collection").stringValue()).isEqualTo("chat_messages"))
			.allSatisfy((event) -> assertThat(event.data().get("total").longValue()).isEqualTo(ROWS))
			.extracting(Event::archived)
			.isSorted()
			.allMatch((archived) -> archived > 0 && archived <= ROWS);
		assertThat(events.get(events.size() - 1).archived()).isEqualTo(ROWS);
		assertThat(client.status(task).get("state").stringValue()).isEqualTo("DONE");
		files.assertAllArchived(ROWS);
		assertThat(noted(task)).hasSize(1);
		assertThat(client.get("/archive-tasks").text()).contains(task);
		moveBack();
	}

	@Test
	void aTaskWhoseWorkerIsKilledIsDoneByTheNext() {
		String task = client.submit("ARCHIVE", 10);
		await().atMost(PATIENCE).until(() -> client.archived(task) > ROWS / 8);
		ProcessHandle worker = host.workers("archive").get(0);
		worker.destroyForcibly();
		Watch watch = client.watch(task);
		await().atMost(PATIENCE).until(watch::isOver);
		assertThat(host.workers("archive")).hasSize(1).doesNotContain(worker);
		assertThat(watch.events("complete")).hasSize(1);
		assertThat(client.status(task).get("archived").longValue()).isEqualTo(ROWS);
		files.assertAllArchived(ROWS);
		moveBack();
		assertThat(noted(task)).hasSize(1);
	}

	@Test
	void aTaskStopsAndGoesOnAsItIsTold() {
		String task = client.submit("ARCHIVE", 1);
		await().atMost(PATIENCE).until(() -> client.archived(task) > 0);
		assertThat(client.tell(task, "pause").status()).isEqualTo(200);
		await().atMost(PATIENCE).until(() -> client.state(task).equals("PAUSED"));
		assertThat(client.archived(task)).isLessThan(ROWS);
		try (Watch watch = client.watch(task)) {
			await().atMost(PATIENCE).until(() -> watch.events("comment").size() > 1);
			assertThat(watch.events("state")).hasSize(1);
			assertThat(client.tell(task, "resume").status()).isEqualTo(200);
			await().atMost(PATIENCE).until(() -> !watch.events("progress").isEmpty());
			assertThat(client.tell(task, "cancel").status()).isEqualTo(200);
			await().atMost(PATIENCE).until(watch::isOver);
			assertThat(watch.events("complete")).singleElement()
				.satisfies((end) -> assertThat(end.data().get("state").stringValue()).isEqualTo("CANCELLED"));
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
		assertProblem(client.tell(task, "resume"), 409, "WRONG_STATE", "CANCELLED");
		files.assertNothingLost();
		moveBack();
	}

	@Test
	void aClientThatLeavesLeavesNothingBehind() throws IOException {
		String task = client.submit("ARCHIVE", 1);
		client.tell(task, "pause");
		await().atMost(PATIENCE).until(() -> client.state(task).equals("PAUSED"));
		Watch watch = client.watch(task);
		await().atMost(PATIENCE).until(() -> !watch.events("comment").isEmpty());
		assertThat(watchers()).isOne();
		watch.close();
		await().atMost(PATIENCE).until(() -> watchers() == 0);
		client.tell(task, "cancel");
		moveBack();
	}

	@Test
	void whatCannotBeDoneIsExplained() {
		assertProblem(client.get("/archive-tasks/none"), 404, "UNKNOWN_TASK", "none");
		assertProblem(client.get("/archive-tasks/none/events"), 404, "UNKNOWN_TASK");
		assertProblem(client.tell("none", "cancel"), 404, "UNKNOWN_TASK");
		assertProblem(client.post("/archive-tasks", "{\"batchSize\": 10}"), 400, "'collection' is missing",
				"chat_messages");
		assertProblem(client.post("/archive-tasks", "{\"collection\": \"chat_messages\", \"batchSize\": 0}"), 422,
				"INVALID_TASK", "1 to 20,000");
		assertProblem(client.post("/archive-tasks", "{\"collection\": \"x; DROP\", \"batchSize\": 1}"), 422,
				"INVALID_TASK", "letters, digits");
		assertProblem(client.post("/archive-tasks", "{\"mode\": \"EAT\"}"), 400, "'mode' is 'EAT'", "DRY_RUN");
		assertProblem(client.post("/archive-tasks", "collection=a"), 400, "no JSON");
	}

	@Test
	void aCollectionThatIsNotThereFailsTheTaskWithTheReason() {
		Answer answer = client.post("/archive-tasks", "{\"collection\": \"not_there\", \"batchSize\": 10}");
		assertThat(answer.status()).isEqualTo(202);
		String task = answer.json().get("taskId").stringValue();
		Watch watch = client.watch(task);
		await().atMost(PATIENCE).until(watch::isOver);
		assertThat(watch.events("failed")).singleElement()
			.satisfies((end) -> assertThat(end.data().get("message").stringValue()).contains("not_there"));
		assertThat(noted(task)).isEmpty();
		client.tell(task, "cancel");
		await().atMost(PATIENCE).until(() -> noted(task).size() == 1);
	}

	/** Has all rows moved to where they were at first. */
	private static void moveBack() {
		String task = client.submit("RESTORE", 5000);
		await().atMost(PATIENCE).until(() -> client.state(task).equals("DONE"));
		files.assertNothingArchived(ROWS);
		await().atMost(PATIENCE).until(() -> noted(task).size() == 1);
	}

	private static long watchers() {
		return client.get("/actuator/metrics/sample.archive.watchers")
			.json()
			.get("measurements")
			.get(0)
			.get("value")
			.longValue();
	}

	/** The lines about a task in the file that counts ends. */
	private static List<String> noted(String task) {
		Path file = host.data().resolve("completed-tasks.log");
		try {
			return Files.readAllLines(file).stream().filter((line) -> line.startsWith(task)).toList();
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	private static void assertProblem(Answer answer, int status, String... parts) {
		assertThat(answer.status()).as(answer.text()).isEqualTo(status);
		assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
		assertThat(answer.text()).contains(parts).doesNotContain("Exception", "\\tat ", "stackTrace");
	}

}
