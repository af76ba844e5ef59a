package io.isolatedworkers.sample.worker.archive;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;

import io.isolatedworkers.data.Move;
import io.isolatedworkers.sample.worker.archive.ArchiveException.Problem;
import io.isolatedworkers.sample.worker.archive.ArchiveStatus.State;
import io.isolatedworkers.sample.worker.archive.ArchiveTask.Mode;
import io.isolatedworkers.sample.worker.common.DataSettings.Adapter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static io.isolatedworkers.sample.worker.archive.ArchiveFixture.MESSAGES;
import static io.isolatedworkers.sample.worker.archive.ArchiveFixture.REACTIONS;
import static io.isolatedworkers.sample.worker.archive.ArchiveFixture.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The archive worker in this process, on real files.
 */
class ArchiveWorkerTests {

	@TempDir
	Path directory;

	@ParameterizedTest
	@EnumSource
	void fiveThousandRowsAreArchivedAndProgressIsToldEveryHundred(Adapter adapter) {
		try (ArchiveFixture fixture = new ArchiveFixture(this.directory, 5_000)) {
			fixture.settings(adapter, 100, 2, ArchiveSettings.DEFAULT_BUSY_LIMIT).start().submit(task("t", 1_000));
			ArchiveStatus done = fixture.awaitState("t", State.DONE);
			assertThat(done.archived()).isEqualTo(5_000);
			assertThat(done.total()).isEqualTo(5_000);
			assertThat(done.conflicts()).isZero();
			assertThat(fixture.progress("t")).containsExactlyElementsOf(LongStream.rangeClosed(1, 50)
				.mapToObj((hundreds) -> new ArchiveProgress("t", MESSAGES, hundreds * 100, 5_000))
				.toList());
			assertThat(fixture.awaitReport(ArchiveWorker.COMPLETE, "t:complete:1")).isEqualTo(done);
			assertThat(fixture.inUse(MESSAGES)).isZero();
			assertThat(fixture.archived(MESSAGES)).isEqualTo(5_000);
			assertThat(fixture.archived(REACTIONS)).isZero();
			fixture.requireNothingLostOrDoubled();
		}
	}

	@Test
	void aBatchOfAHundredRowsOrFewerIsToldOnce() {
		try (ArchiveFixture fixture = new ArchiveFixture(this.directory, 250)) {
			fixture.start().submit(task("t", 60));
			fixture.awaitState("t", State.DONE);
			assertThat(fixture.progress("t")).extracting(ArchiveProgress::archived)
				.containsExactly(60L, 120L, 180L, 240L, 250L);
		}
	}

	@Test
	void theArchiveIsMadeWithTheSameTablesAndIndexes() {
		try (ArchiveFixture fixture = new ArchiveFixture(this.directory, 10)) {
			fixture.start().submit(task("t", 100));
			fixture.awaitState("t", State.DONE);
			String schema = "SELECT count(*) FROM sqlite_schema WHERE name IN ('chat_messages', 'chat_reactions', "
					+ "'chat_messages_created', 'chat_reactions_created')";
			assertThat(ArchiveFixture.number(fixture.archive(), schema)).isEqualTo(4);
			assertThat(ArchiveFixture.number(fixture.archive(), "SELECT journal_mode = 'wal' FROM pragma_journal_mode"))
				.isOne();
		}
	}

	@Test
	void theJournalModeOfFilesThatExistStaysWhatItIs() {
		try (ArchiveFixture fixture = new ArchiveFixture(this.directory, 50)) {
			new ArchiveFiles(fixture.primary, fixture.archive()).prepare(Mode.ARCHIVE);
			ArchiveFixture.execute(fixture.primary, "PRAGMA journal_mode = DELETE");
			ArchiveFixture.execute(fixture.archive(), "PRAGMA journal_mode = DELETE");
			fixture.start().submit(task("t", 20));
			fixture.awaitState("t", State.DONE);
			for (Path file : List.of(fixture.primary, fixture.archive())) {
				assertThat(ArchiveFixture.number(file, "SELECT journal_mode = 'delete' FROM pragma_journal_mode"))
					.isOne();
			}
			fixture.requireNothingLostOrDoubled();
		}
	}

	@Test
	void aRestoreBringsAllRowsBack() {
		try (ArchiveFixture fixture = new ArchiveFixture(this.directory, 500)) {
			ArchiveWorker worker = fixture.start();
			worker.submit(task("there", 200));
			worker.submit(task("back", MESSAGES, Mode.RESTORE, 150));
			ArchiveStatus done = fixture.awaitState("back", State.DONE);
			assertThat(done.archived()).isEqualTo(500);
			assertThat(fixture.worker().status("there").archived()).isEqualTo(500);
			assertThat(fixture.inUse(MESSAGES)).isEqualTo(500);
			assertThat(fixture.archived(MESSAGES)).isZero();
			fixture.requireNothingLostOrDoubled();
		}
	}

	@Test
	void aDryRunCountsAndChangesNothing() {
		try (ArchiveFixture fixture = new ArchiveFixture(this.directory, 300)) {
			ArchiveWorker worker = fixture.start();
			worker.submit(task("dry", MESSAGES, Mode.DRY_RUN, 100));
			ArchiveStatus done = fixture.awaitState("dry", State.DONE);
			assertThat(done.archived()).isEqualTo(300);
			assertThat(done.total()).isEqualTo(300);
			assertThat(fixture.archive()).doesNotExist();
			assertThat(fixture.awaitReport(ArchiveWorker.COMPLETE, "dry:complete:1")).isEqualTo(done);
		}
	}

	@Test
	void collectionsTakeTurnsBatchByBatch() {
		try (ArchiveFixture fixture = new ArchiveFixture(this.directory, 2_000)) {
			GatedAdapter data = fixture.startGated();
			fixture.worker().submit(task("large", 100));
			await().until(() -> !data.moves().isEmpty());
			fixture.worker().submit(task("small", REACTIONS, Mode.ARCHIVE, 100));
			data.let(10);
			await().until(() -> data.moves().size() == 11);
			assertThat(data.moves().subList(0, 10)).extracting(Move::collection)
				.containsExactly(MESSAGES, REACTIONS, MESSAGES, REACTIONS, MESSAGES, REACTIONS, MESSAGES, REACTIONS,
						MESSAGES, REACTIONS);
			data.letAll();
			fixture.awaitState("small", State.DONE);
			fixture.awaitState("large", State.DONE);
			fixture.requireNothingLostOrDoubled();
		}
	}

	@Test
	void tasksOfOneCollectionAreDoneOneAfterTheOther() {
		try (ArchiveFixture fixture = new ArchiveFixture(this.directory, 300)) {
			GatedAdapter data = fixture.startGated();
			fixture.worker().submit(task("first", 100));
			// Names of collections differ in their case only for people
			fixture.worker().submit(task("second", "CHAT_messages", Mode.RESTORE, 100));
			data.let(2);
			await().until(() -> data.moves().size() == 3);
			assertThat(fixture.worker().status("first").state()).isEqualTo(State.RUNNING);
			assertThat(fixture.worker().status("second").state()).isEqualTo(State.PENDING);
			data.letAll();
			assertThat(fixture.awaitState("second", State.DONE).archived()).isEqualTo(300);
			fixture.requireNothingLostOrDoubled();
		}
	}

	@Test
	void aPausedTaskStopsAfterItsBatchAndGoesOnWhenResumed() {
		try (ArchiveFixture fixture = new ArchiveFixture(this.directory, 500)) {
			GatedAdapter data = fixture.startGated();
			fixture.worker().submit(task("t", 100));
			data.let(1);
			await().until(() -> data.moves().size() == 2);
			assertThat(fixture.worker().pause("t").state()).isEqualTo(State.RUNNING);
			data.letAll();
			assertThat(fixture.awaitState("t", State.PAUSED).archived()).isEqualTo(200);
			assertThat(fixture.archived(MESSAGES)).isEqualTo(200);
			assertThat(fixture.worker().pause("t").state()).isEqualTo(State.PAUSED);
			fixture.worker().resume("t");
			ArchiveStatus done = fixture.awaitState("t", State.DONE);
			assertThat(done.archived()).isEqualTo(500);
			assertThat(done.total()).isEqualTo(500);
			fixture.requireNothingLostOrDoubled();
		}
	}

	@Test
	void aCancelledTaskStopsAfterItsBatchAndIsToldOfOnce() {
		try (ArchiveFixture fixture = new ArchiveFixture(this.directory, 500)) {
			GatedAdapter data = fixture.startGated();
			fixture.worker().submit(task("t", 100));
			data.let(1);
			await().until(() -> data.moves().size() == 2);
			fixture.worker().cancel("t");
			fixture.worker().pause("t");
			fixture.worker().resume("t");
			data.letAll();
			assertThat(fixture.awaitState("t", State.CANCELLED).archived()).isEqualTo(200);
			assertThat(fixture.worker().cancel("t").state()).isEqualTo(State.CANCELLED);
			fixture.awaitReport(ArchiveWorker.COMPLETE, "t:complete:1");
			assertThat(fixture.host.storedEvents()).hasSize(1);
			assertThatProblem(() -> fixture.worker().resume("t"), Problem.WRONG_STATE);
			assertThatProblem(() -> fixture.worker().pause("t"), Problem.WRONG_STATE);
			fixture.requireNothingLostOrDoubled();
		}
	}

	@Test
	void aTaskThatOnlyWaitsIsPausedResumedAndCancelledAtOnce() {
		try (ArchiveFixture fixture = new ArchiveFixture(this.directory, 100)) {
			GatedAdapter data = fixture.startGated();
			fixture.worker().submit(task("first", 100));
			fixture.worker().submit(task("t", 100));
			assertThat(fixture.worker().pause("t").state()).isEqualTo(State.PAUSED);
			assertThat(fixture.worker().resume("t").state()).isEqualTo(State.PENDING);
			assertThat(fixture.worker().cancel("t").state()).isEqualTo(State.CANCELLED);
			fixture.awaitReport(ArchiveWorker.COMPLETE, "t:complete:1");
			data.letAll();
			fixture.awaitState("first", State.DONE);
		}
	}

	@Test
	void aFullQueueRefusesAndTheSameTaskAgainChangesNothing() {
		try (ArchiveFixture fixture = new ArchiveFixture(this.directory, 100)) {
			fixture.settings(Adapter.DIRECT, 2, 2, ArchiveSettings.DEFAULT_BUSY_LIMIT);
			GatedAdapter data = fixture.startGated();
			ArchiveWorker worker = fixture.worker();
			worker.submit(task("running", 10));
			await().until(() -> !data.moves().isEmpty());
			worker.submit(task("a", 10));
			worker.submit(task("b", 10));
			assertThat(worker.submit(task("b", 10)).state()).isEqualTo(State.PENDING);
			assertThatProblem(() -> worker.submit(task("c", 10)), Problem.QUEUE_FULL);
			assertThatProblem(() -> worker.submit(task("b", 11)), Problem.TASK_EXISTS);
			worker.pause("a");
			worker.submit(task("c", 10));
			assertThatProblem(() -> worker.resume("a"), Problem.QUEUE_FULL);
			assertThat(worker.tasks()).extracting(ArchiveStatus::taskId).containsExactly("c", "b", "a", "running");
			data.letAll();
			fixture.awaitState("c", State.DONE);
			worker.resume("a");
			fixture.awaitState("a", State.DONE);
		}
	}

	@Test
	void tasksWithBadValuesAreRefused() {
		try (ArchiveFixture fixture = new ArchiveFixture(this.directory, 1)) {
			ArchiveWorker worker = fixture.start();
			for (ArchiveTask bad : List.of(task("no spaces", 10), task("", 10), task("x".repeat(65), 10), task("t", 0),
					task("t", 20_001), task("t", "sqlite_schema", Mode.ARCHIVE, 10),
					task("t", "SQLite_master", Mode.ARCHIVE, 10), task("t", "move_conflicts", Mode.ARCHIVE, 10),
					task("t", "move_copies", Mode.ARCHIVE, 10), task("t", "move_batches", Mode.ARCHIVE, 10),
					task("t", "archive_tasks", Mode.ARCHIVE, 10), task("t", "a; DROP TABLE b", Mode.ARCHIVE, 10),
					new ArchiveTask("t", MESSAGES, Mode.ARCHIVE, 10, "1; --"))) {
				assertThatProblem(() -> worker.submit(bad), Problem.INVALID_TASK);
			}
			assertThatProblem(() -> worker.status("t"), Problem.UNKNOWN_TASK);
			assertThatProblem(() -> worker.pause("t"), Problem.UNKNOWN_TASK);
			assertThat(worker.tasks()).isEmpty();
		}
	}

	@Test
	void aWorkerWithoutHostArchivesAllTheSame() {
		try (ArchiveFixture fixture = new ArchiveFixture(this.directory, 100)) {
			fixture.start((data) -> data, null).submit(task("t", 30));
			fixture.awaitState("t", State.DONE);
			fixture.requireNothingLostOrDoubled();
			fixture.close();
			// What it could not tell, the next one does
			fixture.start();
			assertThat(fixture.awaitReport(ArchiveWorker.COMPLETE, "t:complete:1").archived()).isEqualTo(100);
		}
	}

	@Test
	void oneMoverDoesTheWorkOfBoth() {
		try (ArchiveFixture fixture = new ArchiveFixture(this.directory, 100)) {
			fixture.settings(Adapter.DIRECT, 10, 1, ArchiveSettings.DEFAULT_BUSY_LIMIT).start();
			fixture.worker().submit(task("there", 30));
			fixture.worker().submit(task("back", MESSAGES, Mode.RESTORE, 30));
			assertThat(fixture.awaitState("back", State.DONE).archived()).isEqualTo(100);
		}
	}

	static void assertThatProblem(Runnable request, Problem problem) {
		assertThatExceptionOfType(ArchiveException.class).isThrownBy(request::run)
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(problem.name()));
	}

}
