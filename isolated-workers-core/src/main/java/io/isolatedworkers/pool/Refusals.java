package io.isolatedworkers.pool;

import io.isolatedworkers.client.Request;
import io.isolatedworkers.client.RequestRefusedException;
import io.isolatedworkers.client.WorkerClosedException;

/**
 * Why a pool does not take a request, in words.
 *
 * @param pool the pool's name
 * @param options how many workers it has
 */
record Refusals(String pool, PoolOptions options) {

	RequestRefusedException full(Request<?> request, int waiting) {
		return new RequestRefusedException(
				"Pool %s refused '%s': all %d workers are busy and %,d requests wait already. Send less at a time, or raise the pool's size or queue capacity"
					.formatted(this.pool, request.type().name(), this.options.size(), waiting));
	}

	RequestRefusedException unavailable(Request<?> request, Throwable failure) {
		return new RequestRefusedException("Pool %s has no worker for '%s' and cannot start one; it goes on trying. %s"
			.formatted(this.pool, request.type().name(), failure.getMessage()), failure);
	}

	WorkerClosedException closed(Request<?> request) {
		return new WorkerClosedException(
				"Worker closed: pool %s is closed, '%s' was not sent".formatted(this.pool, request.type().name()),
				request.delivery());
	}

}
