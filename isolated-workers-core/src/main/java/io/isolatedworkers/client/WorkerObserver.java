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
	 * The worker has one request less.
	 * @param worker the worker
	 */
	void released(Worker worker);

	/**
	 * The worker answered a request, and so has one less; the request ends next. Called
	 * instead of {@link #released}, and {@link #settled} follows on the same thread.
	 * @param worker the worker
	 */
	default void answered(Worker worker) {
		released(worker);
	}

	/**
	 * What a request's answer led to was done or handed on.
	 * @param worker the worker that answered
	 */
	default void settled(Worker worker) {
		// Of interest to who waits for the end of all requests
	}

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
