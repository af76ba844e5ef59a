package io.isolatedworkers.sample.worker.knowledge;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.isolatedworkers.client.Worker;
import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.client.Workers;
import io.isolatedworkers.command.CommandPermissions;
import io.isolatedworkers.command.CommandRouter;
import io.isolatedworkers.command.Session;
import io.isolatedworkers.command.WorkerEvent;
import io.isolatedworkers.driver.process.ChildProcessOptions;
import io.isolatedworkers.driver.process.WorkerCommand;
import io.isolatedworkers.sample.worker.training.Generation;
import io.isolatedworkers.sample.worker.training.TrainingWorker;

/**
 * A worker in a process of its own, with real files and a real router.
 */
public final class WorkerProcess implements AutoCloseable {

	private final List<WorkerEvent> events = new CopyOnWriteArrayList<>();

	private final CommandRouter router;

	private final Worker worker;

	public <T> WorkerProcess(Class<T> contract, Class<? extends T> implementation, String adapter, Path primary,
			CommandPermissions permissions) {
		this.router = CommandRouter.builder()
			.command(TrainingWorker.GENERATE, (request, who) -> new Generation("Many thanks, that was quick!"))
			.config(Map.of("training.batch-size", "8", "embedding.model", "word-384")::get)
			.sessions(
					(id, who) -> id.equals("session-1") ? new Session(id, "anna", Map.of("messageLimit", "30")) : null)
			.events(this.events::add)
			.start();
		Map<String, String> data = Map.of("primary", primary.toString(), "directory",
				primary.resolveSibling("worker-" + adapter).toString(), "adapter", adapter);
		try {
			this.worker = Workers.start(ChildProcessOptions.of(WorkerCommand.contract(contract, implementation)),
					WorkerOptions.builder()
						.startupTimeout(Duration.ofSeconds(60))
						.workerData(data)
						.commandAccess(this.router.access(contract.getSimpleName(), permissions))
						.build());
		}
		catch (RuntimeException ex) {
			this.router.close();
			throw ex;
		}
	}

	public Worker worker() {
		return this.worker;
	}

	public List<WorkerEvent> events(String name) {
		return this.events.stream().filter((event) -> event.name().equals(name)).toList();
	}

	@Override
	public void close() {
		this.worker.close();
		this.router.close();
	}

}
