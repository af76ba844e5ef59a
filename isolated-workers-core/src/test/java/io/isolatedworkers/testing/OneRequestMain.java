package io.isolatedworkers.testing;

import io.isolatedworkers.client.Worker;
import io.isolatedworkers.client.Workers;
import io.isolatedworkers.driver.process.WorkerCommand;

/**
 * A host that names no driver, makes one request and ends.
 */
public final class OneRequestMain {

	private OneRequestMain() {
	}

	public static void main(String... arguments) {
		try (Worker worker = Workers.start(WorkerCommand.contract(TestWorker.class, TestWorkerImpl.class))) {
			System.out.println(worker.contract(TestWorker.class).echo("one request"));
		}
	}

}
