package io.isolatedworkers.sample.host;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import javax.imageio.ImageIO;

import io.isolatedworkers.sample.host.ThumbnailClient.Answer;
import io.isolatedworkers.sample.worker.images.SamplePictures;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Each request gets an answer that says what to do.
 */
class AnswersIT {

	private static final byte[] PHOTO = SamplePictures.photo(1200, 900, 16);

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private static final long HUNDRED_MEGABYTES = 100L * 1024 * 1024;

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
	void aPhotoGetsItsThumbnail() throws IOException {
		Answer answer = client.send(PHOTO).join();
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.header("Content-Type")).isEqualTo("image/png");
		BufferedImage thumbnail = ImageIO.read(new ByteArrayInputStream(answer.response().body()));
		assertThat(thumbnail.getWidth()).isEqualTo(200);
		assertThat(thumbnail.getHeight()).isEqualTo(150);
	}

	@Test
	void theFirstPageSaysWhatCanBeAsked() {
		Answer text = client.get("/");
		assertThat(text.header("Content-Type")).startsWith("text/plain");
		assertThat(text.text()).contains("curl -F image=@photo.jpg", "curl -N http://localhost:8080/archive-tasks");
	}

	@Test
	void aBrowserGetsAPage() {
		Answer page = client.get("/", "text/html,application/xhtml+xml,*/*;q=0.8");
		assertThat(page.header("Content-Type")).startsWith("text/html");
		assertThat(page.text()).contains("<html lang=\"en\">", "/archive-tasks").doesNotContain("http://", "https://");
	}

	@Test
	void whatCannotBeReadIsRefusedWithTheWorkersWords() {
		assertProblem(client.send(SamplePictures.truncated(PHOTO)).join(), 422, "CORRUPT_IMAGE",
				"damaged or incomplete");
		assertProblem(client.send("I am a letter".getBytes(StandardCharsets.UTF_8)).join(), 422, "NOT_AN_IMAGE",
				"13 bytes");
		assertProblem(client.send(PHOTO, 0).join(), 422, "BAD_WIDTH", "1 to 4096");
		assertProblem(client.send(PHOTO, 5000).join(), 422, "BAD_WIDTH", "1 to 4096");
	}

	@Test
	void aBombCostsItsWorkerAndNothingElse() {
		Answer answer = client.send(SamplePictures.bomb()).join();
		assertProblem(answer, 503, "ran out of memory", "exited with code 3", "send a smaller image");
		assertThat(answer.header("Retry-After")).isEmpty();
		assertThat(client.send(PHOTO).join().status()).isEqualTo(200);
		await().atMost(PATIENCE).until(client::isWhole);
	}

	@Test
	void aRequestWithoutTheImageIsToldWhatIsMissing() {
		assertProblem(client.postWithoutBody("/thumbnails").join(), 400, "part 'image' is missing");
		assertProblem(client.post("/thumbnails", BodyPublishers.noBody()).join(), 400, "part 'image' is missing");
		assertProblem(
				client.post("/thumbnails", ThumbnailClient.part("picture", BodyPublishers.ofByteArray(PHOTO))).join(),
				400, "part 'image' is missing");
		assertProblem(client.send(new byte[0]).join(), 400, "part 'image' is an empty file");
	}

	@Test
	void aWidthThatIsNoNumberIsRefused() {
		Answer answer = client
			.post("/thumbnails?width=wide", ThumbnailClient.part("image", BodyPublishers.ofByteArray(PHOTO)))
			.join();
		assertProblem(answer, 400, "'width' is 'wide'", "1 to 4096");
	}

	@Test
	void anUploadOfHundredMegabytesIsAnswered(@TempDir Path directory) throws IOException {
		Path large = directory.resolve("large.jpg");
		try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
			file.setLength(HUNDRED_MEGABYTES);
		}
		assertProblem(client.post("/thumbnails", ThumbnailClient.part("image", BodyPublishers.ofFile(large))).join(),
				413, "larger than 25 MB");
		// Its length is not known beforehand now
		assertProblem(client
			.post("/thumbnails", ThumbnailClient.part("image", BodyPublishers.ofInputStream(() -> open(large))))
			.join(), 413, "larger than 25 MB");
	}

	private static InputStream open(Path file) {
		try {
			return Files.newInputStream(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void anUnknownPathIsAProblemToo() {
		assertProblem(client.get("/nothing-here"), 404, "nothing-here");
	}

	@Test
	void theActuatorShowsHealthAndMetricsOfThePool() {
		await().atMost(PATIENCE).until(client::isWhole);
		assertThat(client.get("/actuator/health").text()).contains("\"workers\"", "\"images\"", "\"UP\"");
		assertThat(client.get("/actuator/metrics").text()).contains("isolated.workers");
		assertThat(client.get("/actuator/info").status()).isEqualTo(200);
	}

	private static void assertProblem(Answer answer, int status, String... parts) {
		assertThat(answer.status()).as(answer.text()).isEqualTo(status);
		assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
		assertThat(answer.json().get("title").stringValue()).isNotBlank();
		assertThat(answer.text()).contains(parts).doesNotContain("Exception", "\\tat ", "stackTrace");
	}

}
