package io.isolatedworkers.spring;

import java.io.IOException;
import java.util.concurrent.TimeoutException;

import io.isolatedworkers.driver.WorkerStartException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Shows what a worker that did not start was to run, how it ended, what it wrote last,
 * and what to change.
 */
final class PoolStartFailureAnalyzer extends AbstractFailureAnalyzer<PoolStartException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, PoolStartException cause) {
		String pool = "%s.pools.%s".formatted(IsolatedWorkersProperties.PREFIX, cause.pool());
		return new FailureAnalysis(
				"The pool '%s' cannot be started:%n%n%s".formatted(cause.pool(),
						String.valueOf(cause.failure().getMessage()).stripTrailing()),
				action(cause.failure(), pool), cause);
	}

	private static String action(WorkerStartException failure, String pool) {
		Throwable why = failure.getCause();
		if (failure.reason() != null) {
			return "Find the cause in the worker's own output, or in what it was given by '%s'.".formatted(pool);
		}
		if (why == null || why instanceof TimeoutException) {
			return "Raise '%s.timeouts.startup' if the worker needs longer. If it never listens, make sure that what it runs starts a worker server."
				.formatted(pool);
		}
		if (why instanceof IOException || why instanceof IllegalArgumentException) {
			return "Correct what '%s' says the worker runs and where: its program must exist and be executable, and so must its working directory."
				.formatted(pool);
		}
		return "Make sure that host and worker use the same version of the library, and the same serializer as '%s' says."
			.formatted(pool);
	}

}
