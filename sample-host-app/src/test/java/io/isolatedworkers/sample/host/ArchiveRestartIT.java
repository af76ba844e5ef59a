package io.isolatedworkers.sample.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.isolatedworkers.sample.host.ArchiveClient.Watch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The host ends, in order or not, while rows are moved.
 */
class ArchiveRestartIT {

	private static final int ROWS = 1_000;

	/** So small that much is left to move when the host ends, however late that is. */
	private static final int BATCH = 1;

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private static final String SIZE = "--sample.rows=" + ROWS;

	@Test
	void aTaskWhoseHostIsKilledIsDoneAfterTheNextStart() throws IOException {
		try (SampleHost first = SampleHost.start(SIZE)) {
			ArchiveFiles files = new ArchiveFiles(first.data());
			ArchiveClient client = first.archive();
			List<ProcessHandle> workers = first.workers();
			String task = client.submit("ARCHIVE", BATCH);
			await().atMost(PATIENCE).until(() -> client.archived(task) > ROWS / 10);
			first.process().destroyForcibly();
			await().atMost(PATIENCE).until(() -> workers.stream().noneMatch(ProcessHandle::isAlive));
			assertThat(noted(first)).isEmpty();
			try (SampleHost second = first.startAgain(SIZE)) {
				await().atMost(PATIENCE).until(() -> noted(second).size() == 1);
				assertThat(noted(second).get(0)).startsWith(task + " DONE").contains("archived=" + ROWS);
				files.assertAllArchived(ROWS);
			}
		}
	}

	@Test
	void aDetachedWorkerGoesOnWithoutItsHostAndTellsTheNext(@TempDir Path directory) throws Exception {
		String[] detached = { SIZE, "--isolated-workers.pools.archive.detached=true",
				"--isolated-workers.pools.archive.state-directory=" + directory.resolve("state"),
				"--isolated-workers.commands.directory=" + directory.resolve("commands") };
		try (SampleHost first = SampleHost.start(detached)) {
			ArchiveFiles files = new ArchiveFiles(first.data());
			ArchiveClient client = first.archive();
			ProcessHandle worker = first.workers("archive").get(0);
			try {
				String task = client.submit("ARCHIVE", BATCH);
				await().atMost(PATIENCE).until(() -> client.archived(task) > 0);
				Watch watch = client.watch(task);
				first.process().destroy();
				assertThat(first.process().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
				await().atMost(PATIENCE).until(watch::isOver);
				assertThat(worker.isAlive()).isTrue();
				await().atMost(PATIENCE).untilAsserted(() -> files.assertAllArchived(ROWS));
				assertThat(noted(first)).isEmpty();
				try (SampleHost second = first.startAgain(detached)) {
					assertThat(second.workers("archive")).containsExactly(worker);
					await().atMost(PATIENCE).until(() -> noted(second).size() == 1);
					assertThat(noted(second).get(0)).startsWith(task + " DONE").contains("archived=" + ROWS);
				}
			}
			finally {
				worker.destroyForcibly();
				worker.onExit().join();
			}
		}
	}

	private static List<String> noted(SampleHost host) throws IOException {
		return Files.readAllLines(host.data().resolve("completed-tasks.log"));
	}

}
