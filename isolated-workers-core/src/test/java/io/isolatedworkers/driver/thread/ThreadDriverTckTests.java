package io.isolatedworkers.driver.thread;

import io.isolatedworkers.driver.WorkerDriver;
import io.isolatedworkers.driver.tck.WorkerDriverTck;
import io.isolatedworkers.testing.EndingMain;

/**
 * The thread driver does what every driver must.
 */
class ThreadDriverTckTests extends WorkerDriverTck<ThreadOptions> {

	@Override
	protected WorkerDriver<ThreadOptions, ?> driver() {
		return new ThreadDriver();
	}

	@Override
	protected <T> ThreadOptions options(Class<T> contract, Class<? extends T> implementation) {
		return ThreadOptions.mainClass(EndingMain.class.getName(), implementation.getName(), contract.getName())
			.build();
	}

}
