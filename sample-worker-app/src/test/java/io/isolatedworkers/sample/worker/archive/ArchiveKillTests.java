package io.isolatedworkers.sample.worker.archive;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

import io.isolatedworkers.client.Worker;
import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.client.Workers;
import io.isolatedworkers.command.CommandPermissions;
import io.isolatedworkers.command.CommandRouter;
import io.isolatedworkers.command.WorkerEvent;
import io.isolatedworkers.driver.process.ChildProcessOptions;
import io.isolatedworkers.driver.process.WorkerCommand;
import io.isolatedworkers.sample.worker.archive.ArchiveStatus.State;
import io.isolatedworkers.sample.worker.archive.ArchiveTask.Mode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.isolatedworkers.sample.worker.archive.ArchiveFixture.MESSAGES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Real worker processes, killed while they move rows. How often is told by the system
 * property {@code archive.kills}.
 */
class ArchiveKillTests {

	private static final int KILLS = Integer.getInteger("archive.kills", 6);

	private static final int ROWS = 3_000;

	private static final Duration LIMIT = Duration.ofSeconds(60);

	@TempDir
	Path directory;

	/** The ends that the host heard of, by task and the event's id. */
	private final Map<String, ArchiveStatus> ends = new ConcurrentHashMap<>();

	private final Map<String, Integer> heard = new ConcurrentHashMap<>();

	@Test
	void aTaskWhoseWorkerIsKilledCompletesByItselfAndNothingIsLostDoubledOrMiscounted() throws Exception {
		ArchiveFixture fixture = new ArchiveFixture(this.directory, ROWS);
		long seed = System.nanoTime();
		Random random = new Random(seed);
		try (CommandRouter router = CommandRouter.builder()
			.directory(this.directory.resolve("router"))
			.events(this::hear)
			.start()) {
			WorkerOptions options = WorkerOptions.builder()
				.workerData(Map.of("primary", fixture.primary.toString(), "archive", fixture.archive().toString(),
						"directory", this.directory.resolve("worker").toString(), "adapter",
						random.nextBoolean() ? "direct" : "daemon"))
				.startupTimeout(LIMIT)
				.commandAccess(router.access("archive", CommandPermissions.none().withEvents("archive:")))
				.build();
			int kills = 0;
			for (int move = 0; kills < KILLS; move++) {
				ArchiveTask task = new ArchiveTask("move-" + move, MESSAGES,
						(move % 2 == 0) ? Mode.ARCHIVE : Mode.RESTORE, 20 + random.nextInt(200), "createdAt");
				boolean submitted = false;
				// Often several workers for one task
				while (kills < KILLS && random.nextInt(4) > 0) {
					kill(options, task, !submitted, random);
					submitted = true;
					kills++;
				}
				try (Worker worker = start(options)) {
					ArchiveWorker archiver = worker.contract(ArchiveWorker.class);
					if (!submitted) {
						archiver.submit(task);
					}
					await().atMost(LIMIT)
						.untilAsserted(() -> assertThat(archiver.status(task.taskId()).state()).as("seed %d", seed)
							.isEqualTo(State.DONE));
					assertThat(archiver.status(task.taskId())).as("seed %d, %s", seed, archiver.tasks())
						.returns((long) ROWS, ArchiveStatus::archived)
						.returns((long) ROWS, ArchiveStatus::total)
						.returns(0L, ArchiveStatus::conflicts);
					String id = task.taskId() + ":complete:1";
					await().atMost(LIMIT).until(() -> this.ends.containsKey(id));
					assertThat(this.ends.get(id)).isEqualTo(archiver.status(task.taskId()));
				}
				fixture.requireAllMoved(task.mode(), "seed " + seed);
			}
		}
		// A library and its lock, not one of each worker that was killed
		assertThat(this.directory.resolve("worker/native")).satisfiesAnyOf(
				(unpacked) -> assertThat(unpacked).isEmptyDirectory(),
				(unpacked) -> assertThat(unpacked.toFile().list()).hasSizeLessThanOrEqualTo(2));
		assertThat(this.heard.values()).as("each end is told once").containsOnly(1);
	}

	private void kill(WorkerOptions options, ArchiveTask task, boolean submit, Random random) throws Exception {
		Worker worker = start(options);
		ProcessHandle process = ProcessHandle.of(worker.pid().orElseThrow()).orElseThrow();
		try {
			ArchiveWorker archiver = worker.contract(ArchiveWorker.class);
			long before = submit ? archiver.submit(task).archived() : archiver.status(task.taskId()).archived();
			long until = before + random.nextInt(ROWS / 2);
			await().atMost(LIMIT).pollInterval(Duration.ofMillis(1)).pollDelay(Duration.ZERO).until(() -> {
				ArchiveStatus status = archiver.status(task.taskId());
				return status.archived() >= until || status.state() == State.DONE;
			});
			// Somewhere inside a batch, not at its end
			LockSupport.parkNanos(random.nextInt(20_000_000));
		}
		finally {
			process.destroyForcibly();
			process.onExit().get();
			worker.close();
		}
	}

	private static Worker start(WorkerOptions options) {
		return Workers.start(
				ChildProcessOptions.of(WorkerCommand.contract(ArchiveWorker.class, ArchiveWorkerImpl.class)), options);
	}

	private void hear(WorkerEvent event) {
		if (event.name().equals(ArchiveWorker.COMPLETE) || event.name().equals(ArchiveWorker.FAILED)) {
			this.ends.put(event.id(), Objects.requireNonNull(event.payload(ArchiveStatus.class)));
			this.heard.merge(event.id(), 1, Integer::sum);
		}
	}

}
