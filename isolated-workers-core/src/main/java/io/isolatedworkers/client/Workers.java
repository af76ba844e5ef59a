package io.isolatedworkers.client;

import io.isolatedworkers.driver.ReconnectableDriver;
import io.isolatedworkers.driver.WorkerDriver;
import io.isolatedworkers.driver.process.ChildProcessDriver;
import io.isolatedworkers.driver.process.ChildProcessOptions;
import io.isolatedworkers.driver.process.WorkerCommand;

/**
 * Starts single workers. For more than one, or for one that is replaced when it dies, use
 * a {@code WorkerPool}.
 */
public final class Workers {

	private static final String DEFAULT_NAME = "worker";

	private Workers() {
	}

	/**
	 * Starts a worker as a child process with default options.
	 * @param command what to run
	 * @return the worker, connected
	 * @throws io.isolatedworkers.driver.WorkerStartException if it cannot be started
	 */
	public static ReconnectableWorker start(WorkerCommand command) {
		return start(ChildProcessOptions.of(command), WorkerOptions.defaults());
	}

	/**
	 * Starts a worker as a child process.
	 * @param process what to run and how
	 * @param options what holds whatever the driver
	 * @return the worker, connected
	 * @throws io.isolatedworkers.driver.WorkerStartException if it cannot be started
	 */
	public static ReconnectableWorker start(ChildProcessOptions process, WorkerOptions options) {
		return start(new ChildProcessDriver(), process, options);
	}

	/**
	 * Starts a worker with any driver.
	 * @param <O> the driver's options
	 * @param driver the driver
	 * @param driverOptions what to run and how
	 * @param options what holds whatever the driver
	 * @return the worker, connected
	 * @throws io.isolatedworkers.driver.WorkerStartException if it cannot be started
	 */
	public static <O> Worker start(WorkerDriver<O, ?> driver, O driverOptions, WorkerOptions options) {
		return Worker.start(DEFAULT_NAME, driver, driverOptions, options, WorkerObserver.NONE);
	}

	/**
	 * Starts a worker with a driver whose workers can outlive their connection.
	 * @param <O> the driver's options
	 * @param driver the driver
	 * @param driverOptions what to run and how
	 * @param options what holds whatever the driver
	 * @return the worker, connected
	 * @throws io.isolatedworkers.driver.WorkerStartException if it cannot be started
	 */
	public static <O> ReconnectableWorker start(ReconnectableDriver<O, ?> driver, O driverOptions,
			WorkerOptions options) {
		return Worker.start(DEFAULT_NAME, driver, driverOptions, options);
	}

}
