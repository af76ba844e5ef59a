package io.isolatedworkers.sample.worker.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.isolatedworkers.sample.worker.archive.ArchiveStatus.State;
import io.isolatedworkers.sample.worker.archive.ArchiveTask.Mode;
import io.isolatedworkers.sample.worker.common.DataSettings.Adapter;
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
 * What stops a task says why, and the task goes on once it is mended.
 */
class ArchiveFailureTests {

	@TempDir
	Path directory;

	@Test
	void aCollectionThatDoesNotExist() {
		try (ArchiveFixture fixture = new ArchiveFixture(this.directory, 50)) {
			fixture.start().submit(task("t", "chat_rooms", Mode.ARCHIVE, 10));
			requireFailure(fixture, "UNKNOWN_COLLECTION", "chat_rooms");
			for (Path file : new Path[] { fixture.primary, fixture.archive() }) {
				execute(file, "CREATE TABLE chat_rooms (id TEXT PRIMARY KEY NOT NULL, createdAt INTEGER)");
			}
			execute(fixture.primary, "INSERT INTO chat_rooms VALUES ('a', 1)");
			resume(fixture, 1);
		}
	}

	@Test
	void anArchiveWhoseTableDiffers() throws Exception {
		try (ArchiveFixture fixture = new ArchiveFixture(this.directory, 50)) {
			new ArchiveFiles(fixture.primary, fixture.archive()).prepare(Mode.ARCHIVE);
			execute(fixture.archive(), "ALTER TABLE chat_messages DROP COLUMN rating");
			fixture.start().submit(task("t", 10));
			requireFailure(fixture, "SCHEMA_MISMATCH", "rating");
			fixture.close();
			Files.delete(fixture.archive());
			fixture.start();
			resume(fixture, 50);
			fixture.requireNothingLostOrDoubled();
		}
	}

	@Test
	void aTriggerThatMightChangeRows() {
		try (ArchiveFixture fixture = new ArchiveFixture(this.directory, 50)) {
			execute(fixture.primary, "CREATE TRIGGER gone AFTER DELETE ON chat_messages BEGIN "
					+ "DELETE FROM chat_reactions WHERE message_id = old.id; END");
			fixture.start().submit(task("t", 10));
			requireFailure(fixture, "SCHEMA_MISMATCH", "gone");
			execute(fixture.primary, "DROP TRIGGER gone");
			resume(fixture, 50);
			fixture.requireNothingLostOrDoubled();
		}
	}

	@Test
	void aSourceThatOthersKeepLocked() throws Exception {
		try (ArchiveFixture fixture = new ArchiveFixture(this.directory, 50)) {
			fixture.settings(Adapter.DIRECT, 10, 2, Duration.ZERO).start();
			try (Connection other = Sqlite.open(fixture.primary); Statement statement = other.createStatement()) {
				statement.execute("BEGIN IMMEDIATE");
				fixture.worker().submit(task("t", 10));
				requireFailure(fixture, "BUSY", MESSAGES);
				statement.execute("ROLLBACK");
			}
			resume(fixture, 50);
			fixture.requireNothingLostOrDoubled();
		}
	}

	@Test
	void aSourceThatIsLockedForAWhileOnlyDelaysTheTask() throws Exception {
		try (ArchiveFixture fixture = new ArchiveFixture(this.directory, 50)) {
			GatedAdapter data = fixture.startGated();
			fixture.worker().submit(task("t", 100));
			try (Connection other = Sqlite.open(fixture.primary); Statement statement = other.createStatement()) {
				statement.execute("BEGIN IMMEDIATE");
				data.letAll();
				// The second try tells that the first one gave up
				await().atMost(Duration.ofSeconds(30)).until(() -> data.moves().size() >= 2);
				assertThat(fixture.worker().status("t").state()).isEqualTo(State.RUNNING);
				statement.execute("ROLLBACK");
			}
			assertThat(fixture.awaitState("t", State.DONE).archived()).isEqualTo(50);
			fixture.requireNothingLostOrDoubled();
		}
	}

	@Test
	void filesThatAreMissing() throws Exception {
		try (ArchiveFixture fixture = new ArchiveFixture(this.directory, 50)) {
			Path elsewhere = this.directory.resolve("elsewhere.db");
			Files.move(fixture.primary, elsewhere);
			fixture.start().submit(task("t", 10));
			requireFailure(fixture, "UNKNOWN_HANDLE", fixture.primary.toString());
			assertThat(fixture.primary).doesNotExist();
			assertThat(fixture.archive()).doesNotExist();
			Files.move(elsewhere, fixture.primary);
			fixture.worker().submit(task("back", REACTIONS, Mode.RESTORE, 10));
			assertThat(fixture.awaitState("back", State.FAILED).message()).contains("no archive to restore from");
			resume(fixture, 50);
			fixture.requireNothingLostOrDoubled();
		}
	}

	@Test
	void anArchiveThatIsGoneWithoutItsLog() throws Exception {
		try (ArchiveFixture fixture = new ArchiveFixture(this.directory, 50)) {
			Path log = this.directory.resolve("archive.db-wal");
			Files.writeString(log, "rows that are nowhere else, for all we know");
			fixture.start().submit(task("t", 10));
			requireFailure(fixture, "UNKNOWN_HANDLE", "archive.db-wal");
			assertThat(log).isNotEmptyFile();
			Files.delete(log);
			resume(fixture, 50);
		}
	}

	@Test
	void anArchiveThatIsNoDatabase() throws Exception {
		try (ArchiveFixture fixture = new ArchiveFixture(this.directory, 50)) {
			Files.writeString(fixture.archive(), "This is no database at all. ".repeat(100));
			fixture.start().submit(task("t", 10));
			requireFailure(fixture, "CORRUPT", "archive");
			Files.delete(fixture.archive());
			resume(fixture, 50);
			fixture.requireNothingLostOrDoubled();
		}
	}

	@Test
	void aFullDiskAndAReadOnlyArchive() throws Exception {
		Path small = Files.createDirectory(this.directory.resolve("small"));
		Assumptions.assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=512k", "archive-test", small.toString()),
				"a small file system cannot be mounted here");
		try (ArchiveFixture fixture = new ArchiveFixture(this.directory, 3_000)) {
			fixture.archive(small.resolve("archive.db")).start().submit(task("t", 100));
			requireFailure(fixture, "DISK_FULL", MESSAGES);
			long archived = fixture.worker().status("t").archived();
			assertThat(fixture.inUse(MESSAGES)).isEqualTo(3_000 - archived);
			assertThat(run("mount", "-o", "remount,size=32m", small.toString())).isTrue();
			resume(fixture, 3_000);
			fixture.requireNothingLostOrDoubled();
			fixture.close();
			assertThat(run("mount", "-o", "remount,ro", small.toString())).isTrue();
			fixture.start().submit(task("r", REACTIONS, Mode.ARCHIVE, 10));
			assertThat(fixture.awaitState("r", State.FAILED).code()).isEqualTo("READ_ONLY");
			fixture.close();
			assertThat(run("mount", "-o", "remount,rw", small.toString())).isTrue();
			fixture.start().resume("r");
			assertThat(fixture.awaitState("r", State.DONE).archived()).isEqualTo(600);
			fixture.requireNothingLostOrDoubled();
		}
		finally {
			run("umount", small.toString());
		}
	}

	@Test
	void rowsWithOtherContentInTheArchiveStayAndTheTaskEnds() {
		try (ArchiveFixture fixture = new ArchiveFixture(this.directory, 300)) {
			new ArchiveFiles(fixture.primary, fixture.archive()).prepare(Mode.ARCHIVE);
			execute(fixture.archive(), "ATTACH '" + fixture.primary + "' AS pri",
					"INSERT INTO chat_messages SELECT * FROM pri.chat_messages ORDER BY createdAt LIMIT 3",
					"UPDATE chat_messages SET body = 'another'");
			fixture.start().submit(task("t", 100));
			assertThat(fixture.awaitState("t", State.DONE)).returns(297L, ArchiveStatus::archived)
				.returns(3L, ArchiveStatus::conflicts)
				.returns(300L, ArchiveStatus::total);
			assertThat(fixture.inUse(MESSAGES)).isEqualTo(3);
		}
	}

	@Test
	void rowsThatOthersChangeMeanwhileKeepTheirNewerContent() throws Exception {
		try (ArchiveFixture fixture = new ArchiveFixture(this.directory, 2_000)) {
			AtomicBoolean stop = new AtomicBoolean();
			CountDownLatch written = new CountDownLatch(1);
			Thread writer = new Thread(() -> {
				while (!stop.get()) {
					// Also in the file of what is to be, where rows are never moved
					execute(fixture.primary, "ATTACH '" + fixture.original + "' AS org",
							"CREATE TEMP TABLE hit AS SELECT id FROM main.chat_messages ORDER BY random() LIMIT 5",
							"CREATE TEMP TABLE hot AS SELECT id FROM hit WHERE false", "BEGIN IMMEDIATE",
							"INSERT INTO hot SELECT id FROM hit WHERE id IN (SELECT id FROM main.chat_messages)",
							"UPDATE main.chat_messages SET version = version + 1 WHERE id IN (SELECT id FROM hot)",
							"UPDATE org.chat_messages SET version = version + 1 WHERE id IN (SELECT id FROM hot)",
							"COMMIT");
					written.countDown();
				}
			});
			fixture.start();
			writer.start();
			assertThat(written.await(30, TimeUnit.SECONDS)).isTrue();
			fixture.worker().submit(task("t", 50));
			assertThat(fixture.awaitState("t", State.DONE)).returns(2_000L, ArchiveStatus::archived)
				.returns(0L, ArchiveStatus::conflicts);
			stop.set(true);
			writer.join(TimeUnit.SECONDS.toMillis(30));
			assertThat(ArchiveFixture.number(fixture.archive(), "SELECT count(*) FROM chat_messages WHERE version > 1"))
				.isPositive();
			fixture.requireNothingLostOrDoubled();
		}
	}

	private static void requireFailure(ArchiveFixture fixture, String code, String named) {
		ArchiveStatus failed = fixture.awaitState("t", State.FAILED);
		assertThat(failed.code()).as("%s", failed).isEqualTo(code);
		assertThat(failed.message()).contains(named);
		assertThat(fixture.awaitReport(ArchiveWorker.FAILED, "t:failed:1")).isEqualTo(failed);
	}

	private static void resume(ArchiveFixture fixture, long rows) {
		fixture.worker().resume("t");
		ArchiveStatus done = fixture.awaitState("t", State.DONE);
		assertThat(done.archived()).isEqualTo(rows);
		assertThat(done.code()).isNull();
		assertThat(fixture.awaitReport(ArchiveWorker.COMPLETE, "t:complete:2")).isEqualTo(done);
	}

	private static boolean run(String... command) throws IOException, InterruptedException {
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start();
			return process.waitFor() == 0;
		}
		catch (IOException ex) {
			return false;
		}
	}

}
