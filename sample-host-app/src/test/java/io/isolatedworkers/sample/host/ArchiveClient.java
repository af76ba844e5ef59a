package io.isolatedworkers.sample.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.isolatedworkers.sample.host.ThumbnailClient.Answer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a user's browser or script sends to the sample about archive tasks.
 */
final class ArchiveClient {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private static final JsonMapper JSON = new JsonMapper();

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final String address;

	ArchiveClient(int port) {
		this.address = "http://localhost:" + port;
	}

	String address() {
		return this.address;
	}

	/** Submits a task and returns its id. */
	String submit(String mode, int batchSize) {
		Answer answer = post("/archive-tasks",
				"{\"collection\": \"chat_messages\", \"mode\": \"%s\", \"batchSize\": %d}".formatted(mode, batchSize));
		assertThat(answer.status()).as(answer.text()).isEqualTo(202);
		String id = answer.json().get("taskId").stringValue();
		assertThat(answer.header("Location")).isEqualTo(this.address + "/archive-tasks/" + id);
		return id;
	}

	JsonNode status(String taskId) {
		return get("/archive-tasks/" + taskId).json();
	}

	String state(String taskId) {
		return status(taskId).get("state").stringValue();
	}

	long archived(String taskId) {
		return status(taskId).get("archived").longValue();
	}

	Answer get(String path) {
		return send(request(path).GET());
	}

	Answer post(String path, String json) {
		return send(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
	}

	Answer tell(String taskId, String what) {
		return post("/archive-tasks/%s/%s".formatted(taskId, what), "");
	}

	/** Watches a task from now on. */
	Watch watch(String taskId) {
		HttpResponse<InputStream> response = this.http
			.sendAsync(
					request("/archive-tasks/%s/events".formatted(taskId)).header("Accept", "text/event-stream").build(),
					BodyHandlers.ofInputStream())
			.join();
		assertThat(response.statusCode()).isEqualTo(200);
		return new Watch(response.body());
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create(this.address + path));
	}

	private Answer send(HttpRequest.Builder request) {
		return this.http.sendAsync(request.timeout(TIMEOUT).build(), BodyHandlers.ofByteArray())
			.thenApply(Answer::new)
			.join();
	}

	/**
	 * The events of a task, as they come.
	 */
	static final class Watch implements AutoCloseable {

		private final List<Event> events = new CopyOnWriteArrayList<>();

		private final InputStream stream;

		private final Thread reader = new Thread(this::read, "watch");

		private Watch(InputStream stream) {
			this.stream = stream;
			this.reader.setDaemon(true);
			this.reader.start();
		}

		private void read() {
			String name = "";
			try (BufferedReader lines = new BufferedReader(
					new InputStreamReader(this.stream, StandardCharsets.UTF_8))) {
				for (String line = lines.readLine(); line != null; line = lines.readLine()) {
					if (line.startsWith("event:")) {
						name = line.substring("event:".length());
					}
					else if (line.startsWith("data:")) {
						this.events.add(new Event(name, JSON.readTree(line.substring("data:".length()))));
					}
					else if (line.startsWith(":")) {
						this.events.add(new Event("comment", JSON.nullNode()));
					}
				}
			}
			catch (IOException ex) {
				// This client has left, or the server was killed
			}
		}

		List<Event> events() {
			return this.events;
		}

		List<Event> events(String name) {
			return this.events.stream().filter((event) -> event.name().equals(name)).toList();
		}

		/** Whether the stream has ended. */
		boolean isOver() {
			return !this.reader.isAlive();
		}

		/** Goes, as a browser whose page is closed. */
		@Override
		public void close() throws IOException {
			this.stream.close();
		}

	}

	/**
	 * One event.
	 *
	 * @param name its name
	 * @param data what it tells
	 */
	record Event(String name, JsonNode data) {

		long archived() {
			return this.data.get("archived").longValue();
		}

	}

}
