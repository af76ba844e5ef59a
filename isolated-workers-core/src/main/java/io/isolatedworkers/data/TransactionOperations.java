package io.isolatedworkers.data;

/**
 * What the work of a transaction may do, as long as it runs.
 */
abstract class TransactionOperations implements DataOperations {

	private final String handle;

	private final Thread thread = Thread.currentThread();

	private volatile boolean ended;

	TransactionOperations(String handle) {
		this.handle = handle;
	}

	/**
	 * Checks that an operation belongs here.
	 * @param handle the handle it is for
	 * @throws IllegalStateException if it does not
	 */
	final void require(String handle) {
		if (this.ended) {
			throw new IllegalStateException(
					"The transaction on '%s' has ended; its operations cannot be used any more".formatted(this.handle));
		}
		if (Thread.currentThread() != this.thread) {
			throw new IllegalStateException(
					"The operations of the transaction on '%s' belong to thread '%s', not to '%s'"
						.formatted(this.handle, this.thread.getName(), Thread.currentThread().getName()));
		}
		if (!this.handle.equals(handle)) {
			throw new IllegalStateException("A transaction on '%s' cannot use '%s': each handle is a file of its own"
				.formatted(this.handle, handle));
		}
	}

	final String handle() {
		return this.handle;
	}

	final void end() {
		this.ended = true;
	}

}
