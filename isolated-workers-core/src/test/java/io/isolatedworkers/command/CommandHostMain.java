package io.isolatedworkers.command;

import java.io.IOException;

import io.isolatedworkers.client.Worker;
import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.client.Workers;
import io.isolatedworkers.driver.process.WorkerCommand;
import io.isolatedworkers.testing.ShortLived;
import io.isolatedworkers.testing.TestWorker;
import io.isolatedworkers.testing.TestWorkerImpl;

/**
 * A host with a router and a worker, of which it closes none. Prints its worker's id, and
 * exits when standard input ends.
 */
final class CommandHostMain {

	private CommandHostMain() {
	}

	public static void main(String... arguments) throws IOException {
		CommandRouter router = new CommandFixture().router().start();
		Worker worker = Workers.start(
				ShortLived.options(WorkerCommand.contract(TestWorker.class, TestWorkerImpl.class)),
				WorkerOptions.builder().commandAccess(router.access("asking", CommandFixture.PERMISSIONS)).build());
		System.out.println("worker " + worker.pid().getAsLong());
		System.in.read();
		System.exit(0);
	}

}
