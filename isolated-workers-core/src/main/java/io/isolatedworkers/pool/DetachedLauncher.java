package io.isolatedworkers.pool;

import io.isolatedworkers.client.DetachableWorker;
import io.isolatedworkers.client.Worker;
import io.isolatedworkers.client.WorkerObserver;
import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.driver.DetachableDriver;
import io.isolatedworkers.driver.WorkerAddress;
import io.isolatedworkers.driver.WorkerGoneException;
import io.isolatedworkers.driver.WorkerStartException;
import io.isolatedworkers.logging.MetaLogger;
import org.jspecify.annotations.Nullable;

/**
 * Attaches to the workers that an earlier pool left behind, and starts those that are
 * missing.
 *
 * @param <O> the driver's options
 */
final class DetachedLauncher<O> implements Launcher {

	private final DetachableDriver<O, ?> driver;

	private final O driverOptions;

	private final StateDirectory state;

	DetachedLauncher(DetachableDriver<O, ?> driver, O driverOptions, StateDirectory state) {
		this.driver = driver;
		this.driverOptions = driverOptions;
		this.state = state;
	}

	@Override
	public Worker launch(String id, WorkerOptions options, WorkerObserver observer) {
		Worker attached = attach(id, options, observer);
		return (attached != null) ? attached : start(id, options, observer);
	}

	private @Nullable Worker attach(String id, WorkerOptions options, WorkerObserver observer) {
		MetaLogger logger = new MetaLogger(options.logger(), options.logLevel());
		try {
			WorkerAddress address = this.state.find(id);
			if (address == null) {
				return null;
			}
			Worker attached = Worker.connect(id, options, observer,
					(settings) -> this.driver.attach(address, this.driverOptions, settings));
			logger.info("Worker %s was left behind by an earlier host and goes on".formatted(id));
			return attached;
		}
		catch (WorkerGoneException | IllegalArgumentException ex) {
			logger.warn("Worker %s is started anew: %s".formatted(id, ex.getMessage()));
			this.state.remove(id);
			return null;
		}
		catch (WorkerStartException ex) {
			throw new WorkerStartException(
					"%s. The worker was left as it is and %s keeps its address; to have another started in its place, end its process first"
						.formatted(ex.getMessage(), this.state),
					ex.stage(), ex.reason(), ex.outputTail(), ex.getCause());
		}
	}

	private Worker start(String id, WorkerOptions options, WorkerObserver observer) {
		DetachableWorker started = Worker.connect(id, options, observer,
				(settings) -> this.driver.spawn(this.driverOptions, settings));
		try {
			this.state.save(id, started.address());
			return started;
		}
		catch (RuntimeException ex) {
			// Nobody would find it again
			started.close();
			throw ex;
		}
	}

	/** The worker has its state and its address; a later pool goes on with it. */
	@Override
	public void discard(Worker worker) {
		if (worker instanceof DetachableWorker detached) {
			detached.disconnect();
		}
	}

}
