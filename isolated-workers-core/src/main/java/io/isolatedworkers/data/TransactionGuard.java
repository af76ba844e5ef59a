package io.isolatedworkers.data;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Knows whether a thread is within a transaction of an adapter. There, the adapter itself
 * would wait for the transaction to end, or not see what it did.
 */
final class TransactionGuard {

	private final ThreadLocal<@Nullable String> handles = new ThreadLocal<>();

	<T extends @Nullable Object> T run(String handle, Supplier<T> work) {
		this.handles.set(handle);
		try {
			return work.get();
		}
		finally {
			this.handles.remove();
		}
	}

	void requireOutside() {
		String handle = this.handles.get();
		if (handle != null) {
			throw new IllegalStateException(
					"This thread is within a transaction on '%s': use the operations that its work was given. Transactions cannot be nested"
						.formatted(handle));
		}
	}

}
