package io.isolatedworkers.sample.worker.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.isolatedworkers.sample.worker.archive.ArchiveStatus.State;
import io.isolatedworkers.sample.worker.archive.TaskEntry.Base;
import io.isolatedworkers.sample.worker.common.DataSettings;
import io.isolatedworkers.sample.worker.common.DataSettings.Adapter;
import io.isolatedworkers.sample.worker.common.WorkerData;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.isolatedworkers.sample.worker.archive.ArchiveFixture.MESSAGES;
import static io.isolatedworkers.sample.worker.archive.ArchiveFixture.REACTIONS;
import static io.isolatedworkers.sample.worker.archive.ArchiveFixture.execute;
import static io.isolatedworkers.sample.worker.archive.ArchiveFixture.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What one archive worker leaves to the next.
 */
class ArchiveRestartTests {

	@TempDir
	Path directory;

	@Test
	void aWorkerThatEndsInOrderLeavesItsTasksToTheNext() {
		try (ArchiveFixture fixture = new ArchiveFixture(this.directory, 500)) {
			GatedAdapter data = fixture.startGated();
			fixture.worker().submit(task("running", 100));
			fixture.worker().submit(task("waiting", 100));
			fixture.worker().submit(task("paused", REACTIONS, ArchiveTask.Mode.ARCHIVE, 100));
			data.let(1);
			await().until(() -> data.moves().size() >= 2);
			fixture.worker().pause("paused");
			data.letAll();
			fixture.awaitState("paused", State.PAUSED);
			fixture.close();
			fixture.start();
			assertThat(fixture.awaitState("running", State.DONE).archived()).isEqualTo(500);
			assertThat(fixture.awaitState("waiting", State.DONE).archived()).isZero();
			assertThat(fixture.worker().status("paused").state()).isEqualTo(State.PAUSED);
			fixture.requireNothingLostOrDoubled();
		}
	}

	@Test
	void nothingOfAWorkerIsLeftWhenItIsClosed() throws Exception {
		try (ArchiveFixture fixture = new ArchiveFixture(this.directory, 100)) {
			for (Adapter adapter : Adapter.values()) {
				fixture.settings(adapter, 100, 2, Duration.ZERO).start().submit(task(adapter.name(), 10));
				fixture.awaitState(adapter.name(), State.DONE);
				fixture.close();
			}
			assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
				.noneMatch((name) -> name.startsWith("archive-"));
			String mine = this.directory.toRealPath().toString();
			assertThat(openFiles()).noneMatch((file) -> file.startsWith(mine));
		}
	}

	private static List<String> openFiles() throws IOException {
		Path descriptors = Path.of("/proc/self/fd");
		Assumptions.assumeTrue(Files.isDirectory(descriptors));
		List<String> files = new ArrayList<>();
		try (Stream<Path> list = Files.list(descriptors)) {
			for (Path descriptor : list.toList()) {
				try {
					files.add(Files.readSymbolicLink(descriptor).toString());
				}
				catch (IOException ex) {
					// The one that lists them is closed by now
				}
			}
		}
		return files;
	}

	@Test
	void anEndThatWasNotToldIsToldByTheNextWorkerUnderTheSameId() {
		try (ArchiveFixture fixture = new ArchiveFixture(this.directory, 50)) {
			fixture.start().submit(task("t", 10));
			fixture.awaitReport(ArchiveWorker.COMPLETE, "t:complete:1");
			await().until(() -> fixture.journal("SELECT reported FROM archive_tasks") == 1);
			fixture.close();
			execute(fixture.journal(), "UPDATE archive_tasks SET reported = 0");
			fixture.start();
			await().until(() -> fixture.journal("SELECT reported FROM archive_tasks") == 1);
			assertThat(fixture.host.storedEvents()).hasSize(1);
		}
	}

	/** As a kill leaves it: copied, and even deleted, but not counted. */
	@Test
	void aBatchThatNobodyCountedIsCountedFromTheData() {
		try (ArchiveFixture fixture = new ArchiveFixture(this.directory, 300)) {
			fixture.start().submit(task("before", 300));
			fixture.awaitState("before", State.DONE);
			fixture.worker().submit(task("back", MESSAGES, ArchiveTask.Mode.RESTORE, 300));
			fixture.awaitState("back", State.DONE);
			fixture.close();
			TaskEntry running = TaskEntry.submitted(task("killed", 50), 99).running(300, new Base(0, 0, 0, 0));
			String attach = "ATTACH '" + fixture.archive() + "' AS arc";
			String first = " FROM main.chat_messages ORDER BY createdAt, id LIMIT ";
			execute(fixture.primary, attach, "INSERT INTO arc.chat_messages SELECT *" + first + "50",
					"DELETE FROM main.chat_messages WHERE id IN (SELECT id" + first + "50)",
					"INSERT INTO arc.chat_messages SELECT *" + first + "50");
			fixture.start();
			fixture.close();
			fixture.save(running);
			GatedAdapter data = fixture.startGated();
			await().until(() -> !data.moves().isEmpty());
			// The second fifty are in both files, and not moved before they are deleted
			assertThat(fixture.worker().status("killed").archived()).isEqualTo(50);
			data.letAll();
			assertThat(fixture.awaitState("killed", State.DONE)).returns(300L, ArchiveStatus::archived)
				.returns(300L, ArchiveStatus::total);
			assertThat(fixture.progress("killed")).extracting(ArchiveProgress::archived).last().isEqualTo(300L);
			fixture.requireNothingLostOrDoubled();
		}
	}

	@Test
	void aWishThatWasNotYetFulfilledIsFulfilledByTheNextWorker() {
		try (ArchiveFixture fixture = new ArchiveFixture(this.directory, 300)) {
			new ArchiveFiles(fixture.primary, fixture.archive()).prepare(ArchiveTask.Mode.ARCHIVE);
			fixture.start();
			fixture.close();
			fixture.save(TaskEntry.submitted(task("killed", 50), 1)
				.running(300, new Base(0, 0, 0, 0))
				.wishing(State.CANCELLED));
			fixture.start();
			assertThat(fixture.awaitState("killed", State.CANCELLED).archived()).isZero();
			fixture.awaitReport(ArchiveWorker.COMPLETE, "killed:complete:1");
		}
	}

	@Test
	void settingsAreReadAsPropertiesGiveThem() {
		ArchiveSettings settings = ArchiveSettings
			.of(WorkerData.of(
					Map.of("primary", "/data/chat.db", "archive", "/data/old.db", "directory", "/data/worker",
							"adapter", "daemon", "queue-capacity", "7", "movers", 1, "busy-limit", "PT2S"),
					ArchiveSettings.NAMES));
		assertThat(settings).isEqualTo(
				new ArchiveSettings(new DataSettings(Path.of("/data/chat.db"), Path.of("/data/worker"), Adapter.DAEMON),
						Path.of("/data/old.db"), 7, 1, Duration.ofSeconds(2)));
	}

}
