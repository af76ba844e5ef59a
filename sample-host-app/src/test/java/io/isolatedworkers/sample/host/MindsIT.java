package io.isolatedworkers.sample.host;

import java.io.IOException;

import io.isolatedworkers.sample.host.ThumbnailClient.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Training, inference and embeddings of the packaged sample, and what their workers ask
 * of it. They may not read the configuration here.
 */
class MindsIT {

	private static SampleHost host;

	private static ArchiveClient client;

	@BeforeAll
	static void start() throws IOException {
		host = SampleHost.start("--isolated-workers.pools.training.allow.config=");
		client = host.archive();
	}

	@AfterAll
	static void stop() throws IOException {
		host.close();
	}

	@Test
	void aClassifierIsTrainedTriedAndUsed() {
		assertThat(host.log()).doesNotContain("Worker training-1");
		Answer trained = client.post("/training-runs", "{\"adapterName\": \"topics\"}");
		assertThat(trained.status()).as(trained.text()).isEqualTo(200);
		assertThat(trained.json().get("accuracy").doubleValue())
			.isGreaterThan(trained.json().get("baseline").doubleValue());
		// Made up by the command ai/generate
		assertThat(trained.json().get("sample").get("text").stringValue()).isNotBlank();
		assertThat(host.log()).contains("asked for a text of the kind");
		client.post("/training-runs", "{}");
		// Asked for by each run, refused each time, told once
		assertThat(host.log().lines().filter((line) -> line.contains("training.batch-size"))).hasSize(1);

		Answer classified = client.post("/inferences", "{\"roomId\": \"room-7\", \"sessionId\": \"session-ada\"}");
		assertThat(classified.status()).as(classified.text()).isEqualTo(200);
		assertThat(classified.json().get("user").stringValue()).isEqualTo("ada");
		assertThat(classified.json().get("classified").intValue()).isPositive();

		Answer unknown = client.post("/inferences", "{\"roomId\": \"room-7\", \"sessionId\": \"nobody\"}");
		assertThat(unknown.status()).as(unknown.text()).isEqualTo(422);
		assertThat(unknown.text()).contains("UNKNOWN_SESSION", "nobody");
		Answer session = client.post("/sessions", "{\"user\": \"nobody\"}");
		assertThat(session.status()).isEqualTo(201);
		Answer known = client.post("/inferences",
				"{\"roomId\": \"room-7\", \"sessionId\": \"%s\"}".formatted(session.json().get("id").stringValue()));
		assertThat(known.json().get("user").stringValue()).isEqualTo("nobody");
	}

	@Test
	void documentsAreEmbeddedAndFound() {
		Answer embedded = client.post("/embeddings", "");
		assertThat(embedded.status()).as(embedded.text()).isEqualTo(200);
		assertThat(embedded.json().get("embedded").intValue()).isPositive();
		Answer found = client.get("/documents?like=printer&limit=2");
		assertThat(found.status()).as(found.text()).isEqualTo(200);
		assertThat(found.json().size()).isEqualTo(2);
		assertThat(client.get("/documents?like=printer&limit=many").text()).contains("'limit' is 'many'");
	}

}
