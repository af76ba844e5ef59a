package io.isolatedworkers.driver.process;

import io.isolatedworkers.driver.DisconnectBehavior;
import io.isolatedworkers.driver.WorkerDriver;
import io.isolatedworkers.driver.tck.WorkerDriverTck;

/**
 * The child-process driver does what every driver must.
 */
class ChildProcessDriverTckTests extends WorkerDriverTck<ChildProcessOptions> {

	@Override
	protected WorkerDriver<ChildProcessOptions, ?> driver() {
		return new ChildProcessDriver();
	}

	@Override
	protected <T> ChildProcessOptions options(Class<T> contract, Class<? extends T> implementation) {
		return ChildProcessOptions.of(WorkerCommand.contract(contract, implementation));
	}

	@Override
	protected <T> ChildProcessOptions keepAliveOptions(Class<T> contract, Class<? extends T> implementation) {
		return ChildProcessOptions.builder(WorkerCommand.contract(contract, implementation))
			.disconnectBehavior(DisconnectBehavior.KEEP_ALIVE)
			.build();
	}

}
