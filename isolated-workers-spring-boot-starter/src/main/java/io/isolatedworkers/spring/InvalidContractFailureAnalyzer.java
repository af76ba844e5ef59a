package io.isolatedworkers.spring;

import io.isolatedworkers.message.InvalidContractException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Shows which methods of an interface cannot be messages, and why.
 */
final class InvalidContractFailureAnalyzer extends AbstractFailureAnalyzer<InvalidContractException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidContractException cause) {
		return new FailureAnalysis(String.valueOf(cause.getMessage()),
				"Change %s as described, or name another interface as the contract of the pool."
					.formatted(cause.contract().getName()),
				cause);
	}

}
