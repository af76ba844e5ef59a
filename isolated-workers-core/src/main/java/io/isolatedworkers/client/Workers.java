package io.isolatedworkers.client;

import io.isolatedworkers.driver.DetachableDriver;
import io.isolatedworkers.driver.ReconnectableDriver;
import io.isolatedworkers.driver.WorkerAddress;
import io.isolatedworkers.driver.WorkerDriver;
import io.isolatedworkers.driver.process.ChildProcessDriver;
import io.isolatedworkers.driver.process.ChildProcessOptions;
import io.isolatedworkers.driver.process.WorkerCommand;
import io.isolatedworkers.socket.ConnectionOptions;

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
	public static DetachableWorker start(WorkerCommand command) {
		return start(ChildProcessOptions.of(command), WorkerOptions.defaults());
	}

	/**
	 * Starts a worker as a child process.
	 * @param process what to run and how
	 * @param options what holds whatever the driver
	 * @return the worker, connected
	 * @throws io.isolatedworkers.driver.WorkerStartException if it cannot be started
	 */
	public static DetachableWorker start(ChildProcessOptions process, WorkerOptions options) {
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

	/**
	 * Starts a worker with a driver whose workers can outlive their host.
	 * @param <O> the driver's options
	 * @param driver the driver
	 * @param driverOptions what to run and how
	 * @param options what holds whatever the driver
	 * @return the worker, connected
	 * @throws io.isolatedworkers.driver.WorkerStartException if it cannot be started
	 */
	public static <O> DetachableWorker start(DetachableDriver<O, ?> driver, O driverOptions, WorkerOptions options) {
		return Worker.connect(DEFAULT_NAME, options, WorkerObserver.NONE,
				(settings) -> driver.spawn(driverOptions, settings));
	}

	/**
	 * Connects to a child process that an earlier host started detached. A worker serves
	 * one host at a time. Closing it ends its process; to leave it to a later host,
	 * {@linkplain DetachableWorker#disconnect() disconnect}, or just exit.
	 * @param address where the worker is
	 * @param options what holds whatever the driver; what they say of the worker's start
	 * is not used
	 * @return the worker, connected
	 * @throws io.isolatedworkers.driver.WorkerStartException if the worker is gone, if
	 * what is there is not that worker, or if it refuses this host; nothing is done to
	 * what is there
	 */
	public static DetachableWorker attach(WorkerAddress address, WorkerOptions options) {
		return Worker.connect(nameOf(address), options, WorkerObserver.NONE,
				(settings) -> new ChildProcessDriver().attach(address, ConnectionOptions.defaults(), settings));
	}

	/**
	 * Connects to a worker of any driver that an earlier host started to outlive it, as
	 * {@link #attach(WorkerAddress, WorkerOptions)} does.
	 * @param <O> the driver's options
	 * @param driver the driver that started the worker
	 * @param address where the worker is
	 * @param driverOptions how to deal with it; what they say of its start is not used
	 * @param options what holds whatever the driver
	 * @return the worker, connected
	 * @throws io.isolatedworkers.driver.WorkerStartException if the worker is gone, if
	 * what is there is not that worker, or if it refuses this host
	 */
	public static <O> DetachableWorker attach(DetachableDriver<O, ?> driver, WorkerAddress address, O driverOptions,
			WorkerOptions options) {
		return Worker.connect(nameOf(address), options, WorkerObserver.NONE,
				(settings) -> driver.attach(address, driverOptions, settings));
	}

	private static String nameOf(WorkerAddress address) {
		return address.name().isEmpty() ? DEFAULT_NAME : address.name();
	}

}
