package io.isolatedworkers.client;

import io.isolatedworkers.driver.ShutdownReason;

/**
 * Is told what happens to a worker. Must not block or throw.
 */
public interface WorkerObserver {

	/** Takes no notice. */
	WorkerObserver NONE = new WorkerObserver() {

		@Override
		public void released(Worker worker) {
		}

		@Override
		public void connected(Worker worker) {
		}

		@Override
		public void gone(Worker worker, ShutdownReason reason) {
		}

	};

	/**
	 * The worker has one request less. The request ends after that, with middleware
	 * perhaps much later, so that whoever is told of its end finds the worker free.
	 * @param worker the worker
	 */
	void released(Worker worker);

	/**
	 * The worker is connected again.
	 * @param worker the worker
	 */
	void connected(Worker worker);

	/**
	 * The worker is gone and all its requests have ended.
	 * @param worker the worker
	 * @param reason why
	 */
	void gone(Worker worker, ShutdownReason reason);

}
