package io.isolatedworkers.spring;

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
		return switch (failure.stage()) {
			case NOT_STARTED ->
				"Correct what '%s' says the worker runs and where: its program must exist and be executable, its working directory must exist, and nobody else may listen at its socket."
					.formatted(pool);
			case ENDED -> "Find the cause in the worker's own output, or in what it was given by '%s'.".formatted(pool);
			case NOT_LISTENING ->
				"Raise '%s.timeouts.startup' if the worker needs longer. If it never listens, make sure that what it runs starts a worker server."
					.formatted(pool);
			case NOT_CONNECTED ->
				"Make sure that what listens is a worker server that speaks the protocol. If it does not know the handshake, set '%s.protocol' to 1. Its own output may say more."
					.formatted(pool);
			case REFUSED ->
				"Make sure that host and worker use the same version of the library, and the same serializer as '%s.serializer' says."
					.formatted(pool);
		};
	}

}
