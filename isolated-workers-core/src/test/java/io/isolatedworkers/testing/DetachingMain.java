package io.isolatedworkers.testing;

import java.util.concurrent.CountDownLatch;

import io.isolatedworkers.client.DetachableWorker;
import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.client.Workers;
import io.isolatedworkers.driver.process.ChildProcessOptions;
import io.isolatedworkers.driver.process.WorkerCommand;

/**
 * A host that starts detached workers with a state of their own, 1, 2 and so on, and
 * prints their addresses. The first argument is how many. With another it then returns,
 * otherwise it waits to be killed.
 */
public final class DetachingMain {

	private DetachingMain() {
	}

	public static void main(String... arguments) throws InterruptedException {
		ChildProcessOptions options = ShortLived.builder(WorkerCommand.contract(TestWorker.class, TestWorkerImpl.class))
			.detached(true)
			.build();
		for (int state = 1; state <= Integer.parseInt(arguments[0]); state++) {
			DetachableWorker worker = Workers.start(options, WorkerOptions.defaults());
			for (int i = 0; i < state; i++) {
				worker.contract(TestWorker.class).count();
			}
			System.out.println(worker.address().toJson());
		}
		System.out.println("ready");
		if (arguments.length == 1) {
			new CountDownLatch(1).await();
		}
	}

}
