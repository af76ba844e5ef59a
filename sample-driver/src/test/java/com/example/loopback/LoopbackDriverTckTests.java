package com.example.loopback;

import io.isolatedworkers.driver.WorkerDriver;
import io.isolatedworkers.driver.tck.WorkerDriverTck;

/**
 * The loopback driver does what every driver must.
 */
class LoopbackDriverTckTests extends WorkerDriverTck<LoopbackOptions> {

	@Override
	protected WorkerDriver<LoopbackOptions, ?> driver() {
		return new LoopbackDriver();
	}

	@Override
	protected <T> LoopbackOptions options(Class<T> contract, Class<? extends T> implementation) {
		return LoopbackOptions.of(contract, implementation);
	}

}
