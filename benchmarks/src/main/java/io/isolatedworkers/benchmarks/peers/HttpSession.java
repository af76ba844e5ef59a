package io.isolatedworkers.benchmarks.peers;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;

import tools.jackson.databind.json.JsonMapper;

/**
 * HTTP with JSON: the JDK's client, which keeps its connections, on TCP loopback.
 */
final class HttpSession implements Session {

	private static final int OK = 200;

	private final EchoProcess echo;

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final JsonMapper json = JsonMapper.shared();

	private HttpSession(EchoProcess echo) {
		this.echo = echo;
	}

	static HttpSession open() throws IOException {
		return new HttpSession(EchoProcess.start(HttpEcho.class));
	}

	@Override
	public String text(String text) throws IOException, InterruptedException {
		return read(this.client.send(textRequest(text), HttpResponse.BodyHandlers.ofByteArray())).text();
	}

	@Override
	public CompletableFuture<?> later(String text) {
		return this.client.sendAsync(textRequest(text), HttpResponse.BodyHandlers.ofByteArray()).thenApply(this::read);
	}

	@Override
	public byte[] bytes(byte[] bytes) throws IOException, InterruptedException {
		return body(this.client.send(request("bytes", "application/octet-stream", bytes),
				HttpResponse.BodyHandlers.ofByteArray()));
	}

	private HttpRequest textRequest(String text) {
		return request("text", "application/json", this.json.writeValueAsBytes(new Text(text)));
	}

	private HttpRequest request(String path, String type, byte[] body) {
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:%s/%s".formatted(this.echo.address(), path)))
			.header("Content-Type", type)
			.POST(HttpRequest.BodyPublishers.ofByteArray(body))
			.build();
	}

	private Text read(HttpResponse<byte[]> response) {
		return this.json.readValue(body(response), Text.class);
	}

	private static byte[] body(HttpResponse<byte[]> response) {
		if (response.statusCode() != OK) {
			throw new IllegalStateException("The echo answered with status " + response.statusCode());
		}
		return response.body();
	}

	@Override
	public long pid() {
		return this.echo.process().pid();
	}

	@Override
	public void close() throws IOException, InterruptedException {
		this.echo.close();
	}

}
