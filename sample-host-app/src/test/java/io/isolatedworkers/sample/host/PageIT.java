package io.isolatedworkers.sample.host;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The page in a browser. Skipped where there is none.
 */
class PageIT {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	@Test
	void thePageShowsTasksAndHasNoErrors(@TempDir Path directory) throws Exception {
		Optional<String> browser = browser();
		Assumptions.assumeTrue(browser.isPresent(), "no Chromium on the PATH");
		try (SampleHost host = SampleHost.start()) {
			ArchiveClient client = host.archive();
			String task = client.submit("DRY_RUN", 100);
			await().atMost(PATIENCE).until(() -> client.state(task).equals("DONE"));
			Path dom = directory.resolve("dom.html");
			Path log = directory.resolve("browser.log");
			Process process = new ProcessBuilder(browser.get(), "--headless", "--no-sandbox", "--disable-gpu",
					"--user-data-dir=" + directory.resolve("profile"), "--enable-logging=stderr",
					"--virtual-time-budget=5000", "--dump-dom", client.address() + "/")
				.redirectOutput(dom.toFile())
				.redirectError(log.toFile())
				.start();
			assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
			assertThat(Files.readString(dom)).contains(task, "DRY_RUN DONE");
			assertThat(Files.readString(log)).doesNotContain("Uncaught", "SyntaxError", "Failed to load resource");
		}
	}

	private static Optional<String> browser() {
		return Stream.of("chromium", "chromium-browser", "google-chrome")
			.flatMap((name) -> Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
				.map((directory) -> Path.of(directory, name)))
			.filter(Files::isExecutable)
			.map(Path::toString)
			.findFirst();
	}

}
