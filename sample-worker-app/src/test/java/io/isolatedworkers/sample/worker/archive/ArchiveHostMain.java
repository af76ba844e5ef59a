package io.isolatedworkers.sample.worker.archive;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import io.isolatedworkers.client.Worker;
import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.client.Workers;
import io.isolatedworkers.command.CommandPermissions;
import io.isolatedworkers.command.CommandRouter;
import io.isolatedworkers.driver.process.ChildProcessOptions;
import io.isolatedworkers.driver.process.WorkerCommand;
import io.isolatedworkers.sample.worker.archive.ArchiveStatus.State;
import io.isolatedworkers.sample.worker.archive.ArchiveTask.Mode;

/**
 * A host of one archive worker, to be killed. Gives it a task unless it has it already,
 * and prints how far that is, until somebody closes standard input.
 */
final class ArchiveHostMain {

	private ArchiveHostMain() {
	}

	/**
	 * Runs the host.
	 * @param arguments the directory that holds everything, the task's id, its mode and
	 * its batch size
	 * @throws IOException if standard input cannot be read
	 */
	public static void main(String... arguments) throws IOException {
		Path directory = Path.of(arguments[0]);
		ArchiveTask task = new ArchiveTask(arguments[1], ArchiveFixture.MESSAGES, Mode.valueOf(arguments[2]),
				Integer.parseInt(arguments[3]), "createdAt");
		try (CommandRouter router = CommandRouter.builder()
			.directory(directory.resolve("router"))
			.events((event) -> System.out.println("event " + event.id()))
			.start(); Worker worker = start(directory, router)) {
			ArchiveWorker archiver = worker.contract(ArchiveWorker.class);
			ArchiveStatus status = archiver.submit(task);
			while (status.state() != State.DONE) {
				System.out.println("archived " + status.archived());
				if (status.state() == State.FAILED) {
					throw new IllegalStateException("The task failed: " + status);
				}
				status = archiver.status(task.taskId());
			}
			System.out.println("done " + status.archived());
			while (System.in.read() != -1) {
				Thread.onSpinWait();
			}
		}
	}

	private static Worker start(Path directory, CommandRouter router) {
		WorkerOptions options = WorkerOptions.builder()
			.workerData(Map.of("primary", directory.resolve("chat.db").toString(), "archive",
					directory.resolve("archive.db").toString(), "directory", directory.resolve("worker").toString()))
			.startupTimeout(Duration.ofSeconds(60))
			.commandAccess(router.access("archive", CommandPermissions.none().withEvents("archive:")))
			.build();
		return Workers.start(
				ChildProcessOptions.of(WorkerCommand.contract(ArchiveWorker.class, ArchiveWorkerImpl.class)), options);
	}

}
