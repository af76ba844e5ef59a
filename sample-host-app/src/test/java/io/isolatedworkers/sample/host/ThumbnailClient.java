package io.isolatedworkers.sample.host;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a user's browser or script sends to the sample.
 */
final class ThumbnailClient {

	private static final String BOUNDARY = "8f2d6c1e";

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private static final JsonMapper JSON = new JsonMapper();

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final String address;

	ThumbnailClient(int port) {
		this.address = "http://localhost:" + port;
	}

	CompletableFuture<Answer> send(byte[] image) {
		return send(image, 200);
	}

	CompletableFuture<Answer> send(byte[] image, int width) {
		return post("/thumbnails?width=" + width, part("image", BodyPublishers.ofByteArray(image)));
	}

	CompletableFuture<Answer> post(String path, BodyPublisher body) {
		return exchange(HttpRequest.newBuilder(URI.create(this.address + path))
			.header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
			.POST(body));
	}

	CompletableFuture<Answer> postWithoutBody(String path) {
		return exchange(HttpRequest.newBuilder(URI.create(this.address + path)).POST(BodyPublishers.noBody()));
	}

	Answer get(String path) {
		return exchange(HttpRequest.newBuilder(URI.create(this.address + path)).GET()).join();
	}

	Answer get(String path, String accept) {
		return exchange(HttpRequest.newBuilder(URI.create(this.address + path)).header("Accept", accept).GET()).join();
	}

	static BodyPublisher part(String name, BodyPublisher content) {
		return BodyPublishers.concat(BodyPublishers.ofString("""
				--%s\r
				Content-Disposition: form-data; name="%s"; filename="picture"\r
				Content-Type: application/octet-stream\r
				\r
				""".formatted(BOUNDARY, name)), content, BodyPublishers.ofString("\r\n--%s--\r\n".formatted(BOUNDARY)));
	}

	/** The pool, as the actuator shows it. */
	JsonNode pool() {
		return pool("images");
	}

	private JsonNode pool(String name) {
		return get("/actuator/workers/" + name).json();
	}

	/** The pool's workers, as the actuator shows them. */
	List<JsonNode> workers() {
		return workers("images");
	}

	List<JsonNode> workers(String pool) {
		List<JsonNode> workers = new ArrayList<>();
		pool(pool).get("workers").forEach(workers::add);
		return workers;
	}

	boolean isWhole() {
		List<JsonNode> workers = workers();
		return workers.size() == 2
				&& workers.stream().allMatch((worker) -> worker.get("state").stringValue().equals("READY"));
	}

	private CompletableFuture<Answer> exchange(HttpRequest.Builder request) {
		return this.http.sendAsync(request.timeout(TIMEOUT).build(), BodyHandlers.ofByteArray()).thenApply(Answer::new);
	}

	/**
	 * An answer of the sample.
	 *
	 * @param response as it came
	 */
	record Answer(HttpResponse<byte[]> response) {

		int status() {
			return this.response.statusCode();
		}

		String header(String name) {
			return this.response.headers().firstValue(name).orElse("");
		}

		String text() {
			return new String(this.response.body(), StandardCharsets.UTF_8);
		}

		JsonNode json() {
			return JSON.readTree(this.response.body());
		}

	}

}
