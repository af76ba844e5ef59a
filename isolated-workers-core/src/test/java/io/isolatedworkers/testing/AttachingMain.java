package io.isolatedworkers.testing;

import io.isolatedworkers.client.DetachableWorker;
import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.client.Workers;
import io.isolatedworkers.driver.WorkerAddress;
import io.isolatedworkers.driver.WorkerStartException;

/**
 * A later host: attaches to the worker of an address, prints its next count and leaves it
 * alone.
 */
public final class AttachingMain {

	private AttachingMain() {
	}

	public static void main(String... arguments) {
		try {
			DetachableWorker worker = Workers.attach(WorkerAddress.parse(arguments[0]), WorkerOptions.defaults());
			System.out.println("count " + worker.contract(TestWorker.class).count());
		}
		catch (WorkerStartException ex) {
			System.out.println(ex.getMessage());
		}
	}

}
